package dev.entente.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * A service's image: its payload above a base, run by a user that owns nothing in it. The same inputs give the same digest: all
 * files have the same time, and so has the image.
 *
 * @param service name of the service
 * @param ports that it listens on
 * @param platforms that it is for; the base must have them all
 * @param labels besides the title and the licence
 */
record ServiceImage(
        String service, Payload payload, Set<Integer> ports, Set<Platform> platforms, Map<String, String> labels) {

    /** User and group, as in the manifests. */
    static final String USER = "10001:10001";

    /**
     * Assembles the image where the target says.
     *
     * @param base what it stands on
     * @param cache a directory for layers, so that what did not change is not made again
     * @return the digest of what was made, {@code sha256:…}
     */
    String build(JibContainerBuilder base, Containerizer target, Path cache)
            throws IOException, InterruptedException, ExecutionException, RegistryException,
                    CacheDirectoryCreationException {
        var labels = new TreeMap<>(this.labels);
        labels.put("org.opencontainers.image.title", "entente " + service);
        labels.put("org.opencontainers.image.licenses", "Apache-2.0");
        // The library cannot yet make an index of several platforms in the other format; everybody reads this one.
        return base.setFormat(ImageFormat.Docker)
                .setPlatforms(platforms)
                .setFileEntriesLayers(payload.layers())
                .setEntrypoint(payload.entrypoint())
                .setWorkingDirectory(AbsoluteUnixPath.get("/tmp"))
                .setUser(USER)
                .setExposedPorts(ports.stream().map(Port::tcp).collect(Collectors.toSet()))
                .setLabels(labels)
                .containerize(target.setToolName("entente")
                        .setBaseImageLayersCache(cache.resolve("bases"))
                        .setApplicationLayersCache(cache.resolve("payloads")))
                .getDigest()
                .toString();
    }
}
