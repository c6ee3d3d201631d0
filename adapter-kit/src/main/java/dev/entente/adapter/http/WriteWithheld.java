package dev.entente.adapter.http;

/** What ends a dry run: how the vendor would have answered a write, nobody can tell. */
public final class WriteWithheld extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WriteWithheld(VendorRequest request) {
        super(request.operation() + " is withheld", null, false, false);
    }
}
