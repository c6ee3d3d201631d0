package dev.entente.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;

import java.nio.file.Path;

/**
 * Where images come from and go to: registries, with the credentials that {@code docker login} keeps in the home directory, and
 * files.
 */
final class Registry {

    private static final String FILE = "tar://";

    private Registry() {}

    /** @param name a name in a registry, {@code tar://FILE}, or {@code scratch} */
    static JibContainerBuilder base(String name) throws InvalidImageReferenceException {
        return name.startsWith(FILE) || name.equals("scratch") ? Jib.from(name) : Jib.from(image(name));
    }

    /**
     * @param place a name in a registry, or {@code tar://FILE}
     * @param name of the image in a file, for whoever loads it
     * @param insecure whether registries, that of the base as well, may do without a certificate
     */
    static Containerizer target(String place, String name, boolean insecure) throws InvalidImageReferenceException {
        var target = isFile(place)
                ? Containerizer.to(
                        TarImage.at(Path.of(place.substring(FILE.length()))).named(name))
                : Containerizer.to(image(place));
        return target.setAllowInsecureRegistries(insecure);
    }

    static boolean isFile(String place) {
        return place.startsWith(FILE);
    }

    private static RegistryImage image(String name) throws InvalidImageReferenceException {
        var reference = ImageReference.parse(name);
        var credentials = CredentialRetrieverFactory.forImage(reference, event -> {});
        return RegistryImage.named(reference)
                .addCredentialRetriever(credentials.dockerConfig())
                .addCredentialRetriever(credentials.wellKnownCredentialHelpers());
    }
}
