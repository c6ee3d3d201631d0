package dev.entente.adapter.command;

import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.WriteWithheld;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.service.reactive.EventLoop;
import dev.entente.service.rehearsal.Rehearsal;
import dev.entente.service.rehearsal.Rehearsal.Outcome;
import dev.entente.service.rehearsal.Rehearser;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Duration;
import java.util.List;

/** Goes the way of {@link CommandConsumer} with a ledger that keeps nothing and vendors that are only asked. */
@ApplicationScoped
class CommandRehearser implements Rehearser {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CommandLedger ledger;
    private final Performer performer;
    private final ServiceIdentity service;

    CommandRehearser(CommandLedger ledger, Performer performer, ServiceIdentity service) {
        this.ledger = ledger;
        this.performer = performer;
        this.service = service;
    }

    @Override
    public boolean isFor(String topic) {
        return topic.equals(service.kind().commandsTopic());
    }

    @Override
    public Uni<Rehearsal> rehearse(Attributes context, byte[] payload) throws UnreadableMessage {
        var received = Received.read(context, payload);
        var executor = EventLoop.current();
        return ledger.foresee(context, received.intent(), received.fingerprint())
                .chain(admission -> switch (admission) {
                    case Admission.Settled settled ->
                        Uni.createFrom().item(() -> answered(received, new DryRun(), settled.outcome()));
                    case Admission.InFlight busy ->
                        said(
                                Outcome.NO_EFFECT,
                                "somebody is at it; it would wait, "
                                        + busy.leaseLeft().toSeconds() + " s at the most, and be looked at again");
                    case Admission.Superseded ignored ->
                        said(Outcome.REFUSED, "a later step of the same flow was begun");
                    case Admission.Conflict ignored ->
                        said(Outcome.REFUSED, "the same intent came with another payload");
                    case Admission.Proceed proceed ->
                        attempt(received, proceed, new DryRun()).emitOn(executor);
                });
    }

    private Uni<Rehearsal> attempt(Received received, Admission.Proceed proceed, DryRun run) {
        return Uni.createFrom()
                .deferred(() -> tried(received, proceed, run))
                .onFailure()
                .recoverWithItem(defect -> ended(
                        received,
                        run,
                        Outcome.REFUSED,
                        "the answer cannot be understood: " + defect.getClass().getSimpleName()))
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(() -> ended(received, run, Outcome.FAILS, "the system does not answer"));
    }

    private Uni<Rehearsal> tried(Received received, Admission.Proceed proceed, DryRun run) {
        var inTheRun = performer.in(run);
        var found = proceed.probeFirst()
                ? inTheRun.ask(received.command(), received.context())
                : Uni.createFrom().<Performer.Probe>item(new Performer.Probe.Absent());
        return found.chain(probe -> switch (probe) {
                    case Performer.Probe.Found there ->
                        Uni.createFrom().item(() -> answered(received, run, there.outcome()));
                    case Performer.Probe.Absent ignored ->
                        inTheRun.perform(received.command(), received.context())
                                .map(event -> answered(received, run, event));
                    case Performer.Probe.Inconclusive unsure ->
                        Uni.createFrom()
                                .item(() -> ended(
                                        received,
                                        run,
                                        Outcome.REFUSED,
                                        unsure.told().reason()));
                })
                .onFailure(WriteWithheld.class)
                .recoverWithItem(() -> rehearsal(received, run, List.of()))
                .onFailure(VendorFailure.class)
                .recoverWithItem(failure -> ended(
                        received,
                        run,
                        Outcome.REFUSED,
                        ((VendorFailure) failure).failure().reason()));
    }

    private static Rehearsal answered(Received received, DryRun run, Event event) {
        var answer = new Rehearsal.Message(
                MessageCatalogue.typeOf(event),
                received.context().subject(),
                ContractJson.mapper().valueToTree(event));
        return rehearsal(received, run, List.of(answer));
    }

    /** What follows a write that was not made may well be refused: it finds things as they were. */
    private static Rehearsal ended(Received received, DryRun run, Outcome outcome, String sentence) {
        return run.writes().isEmpty()
                ? new Rehearsal(outcome, sentence, List.of(), List.of(), List.of(), run.quota())
                : rehearsal(received, run, List.of());
    }

    private static Rehearsal rehearsal(Received received, DryRun run, List<Rehearsal.Message> answers) {
        var connection = received.context().connection();
        var writes = run.writes().stream()
                .map(write -> new Rehearsal.Write(
                        connection,
                        write.request().operation(),
                        write.request().method(),
                        write.request().path(),
                        write.changes()))
                .toList();
        return new Rehearsal(
                writes.isEmpty() && answers.isEmpty() ? Outcome.NO_EFFECT : Outcome.ACTS,
                writes.isEmpty()
                        ? "nothing would be written; the answer would be given"
                        : writes.size() + " writes to " + connection + " can be foreseen",
                writes,
                List.of(),
                answers,
                run.quota());
    }

    private static Uni<Rehearsal> said(Outcome outcome, String sentence) {
        return Uni.createFrom().item(Rehearsal.of(outcome, sentence));
    }
}
