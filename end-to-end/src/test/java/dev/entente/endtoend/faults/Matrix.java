package dev.entente.endtoend.faults;

import java.util.List;

import static dev.entente.endtoend.faults.Row.apart;
import static dev.entente.endtoend.faults.Row.elsewhere;
import static dev.entente.endtoend.faults.Row.missing;
import static dev.entente.endtoend.faults.Row.shown;

/** Every fault that Entente promises to live through, and how that is shown. */
final class Matrix {

    private static final String ONCE = "one order, one write-back, one entitlement";

    static final List<Row> ROWS = List.of(
            shown(
                    1,
                    "CRM adapter killed before a webhook is durable",
                    "no 2xx; " + ONCE,
                    Crashes::beforeAWebhookIsDurable),
            shown(
                    2,
                    "the 2xx for a webhook is lost on the way",
                    "the second delivery is recognised; " + ONCE,
                    Crashes::whenTheAnswerToAWebhookIsLost),
            shown(
                    3,
                    "CRM adapter killed after the 2xx, before it publishes",
                    "published after the restart; " + ONCE,
                    Crashes::afterAWebhookIsAnsweredBeforeItIsPublished),
            shown(
                    4,
                    "CRM adapter killed after it published, before it notes so",
                    "the second record is recognised; " + ONCE,
                    Crashes::afterASpooledWebhookIsPublishedBeforeItIsForgotten),
            shown(
                    5,
                    "orchestrator killed while it reads, while it writes, before the command is out, before the offset is committed",
                    "it goes on from the stored step; " + ONCE,
                    Crashes::atEveryStepOfTheOrchestrator),
            shown(6, "ERP adapter killed before it asks the ERP", ONCE, Crashes::beforeTheErpIsAsked),
            shown(
                    7,
                    "ERP adapter killed after the ERP made the order, before it answered",
                    ONCE,
                    Crashes::afterTheErpHasMadeTheOrderBeforeItAnswers),
            shown(
                    8,
                    "ERP adapter killed after the answer, before it is written down",
                    ONCE,
                    Crashes::afterTheErpAnsweredBeforeItIsWrittenDown),
            missing(
                    9,
                    "an ERP without idempotency whose search lags 30 s",
                    "waits, looks, or asks a person",
                    "no ERP that is supported does: NetSuite is written to by external id, Tryton's search sees what was committed"),
            shown(
                    10,
                    "support adapter killed before it asks, before and after the effect, before it is written down",
                    ONCE,
                    Crashes::atEveryStepOfTheSupportAdapter),
            shown(
                    11,
                    "one of two ERP adapters stopped in the middle of making an order, until the other has made it; then resumed",
                    ONCE,
                    Crashes::aReplicaIsBelievedDeadAndComesBack),
            shown(12, "broker killed and restarted", ONCE, Outages::theBrokerIsKilled),
            shown(
                    13,
                    "broker away for a minute",
                    "webhooks still get 2xx; everything drains",
                    Outages::theBrokerIsAway),
            apart(
                    14,
                    "the broker's disk is lost",
                    "what was on it is asked for again, here at once, otherwise after 15 min; " + ONCE,
                    Losses::theBrokersDisk),
            shown(
                    15,
                    "PostgreSQL killed and restarted, then the broker as well, webhooks told meanwhile",
                    ONCE,
                    Outages::theDatabaseIsKilled),
            shown(
                    16,
                    "PostgreSQL loses what was committed last, all databases alike",
                    "a person has the events since then told again; " + ONCE,
                    Losses::theLastCommits),
            shown(
                    17,
                    "database connections terminated again and again for 6 s (not tried: a pool that is exhausted, a disk that is full)",
                    "no partial state; " + ONCE,
                    Outages::connectionsAreTerminated),
            elsewhere(
                    18,
                    "two batches that write one instance (not tried: errors 40001 and 40P01)",
                    "the batch is run again",
                    "OrchestratorIT.instancesWrittenByManyAtOnceLoseNoStep"),
            shown(
                    19,
                    "every event told 50 times; every record of every topic since then again after the inboxes have forgotten",
                    ONCE,
                    trial -> {
                        Misbehaviour.tellsEverythingManyTimes(trial);
                        Outages.everythingIsToldAgainBeyondRetention(trial);
                    }),
            shown(
                    20,
                    "webhooks of a deal that is won, taken back and won again arrive in another order",
                    "the last word of the CRM counts; " + ONCE,
                    Misbehaviour::tellsThingsInAnotherOrder),
            shown(21, "webhooks that are never sent", "found by asking; " + ONCE, Misbehaviour::neverTells),
            apart(
                    22,
                    "an ERP that answers the next day",
                    "a durable wait; what is overdue is sent again; " + ONCE,
                    Clocks::aDayPasses),
            shown(23, "an ERP that does it and does not answer", ONCE, Misbehaviour::doesItAndDoesNotAnswer),
            shown(
                    24,
                    "30 % of all requests meet 429 (not tried: a 429 without a time or with a date, a daily quota, one quota for all replicas)",
                    ONCE,
                    Misbehaviour::hasNoQuotaLeft),
            shown(25, "a fifth of all requests meet 500, 502, 503, 504", ONCE, Misbehaviour::failsNowAndThen),
            shown(
                    26,
                    "the ERP refuses orders for good",
                    "nothing is made; parked; after a person's retry " + ONCE,
                    Misbehaviour::refusesForGood),
            shown(
                    27,
                    "credentials or a right withdrawn for 6 s in the middle",
                    "parked or delayed; after a person's retry " + ONCE,
                    Misbehaviour::withdrawsRights),
            shown(
                    28,
                    "the ERP has no DNS; shows a certificate that expired, is another host's, or nobody vouches for",
                    "nothing is told to it; when it is itself again, over TLS, " + ONCE,
                    Misbehaviour::isNotWhoItWas),
            shown(
                    29,
                    "the network to the ERP resets, swallows, cuts, truncates, drips",
                    ONCE,
                    Misbehaviour::areBehindABadNetwork),
            missing(30, "a batch that succeeds in part", "state per item", "no connector sends batches"),
            elsewhere(
                    31,
                    "a vendor's answer changes its form",
                    "unknown fields ignored, broken ones refused (not tried: fields that change their type)",
                    "ErpCommandsIT.failuresAreClassifiedByTheVendorsTable, HubspotMappingTest"),
            elsewhere(
                    32,
                    "old producer, new consumer, and back",
                    "both read both",
                    "SchemaTest.nothingChangedThatARollingUpgradeCouldNotLiveWith, StoredStatesTest"),
            missing(
                    33,
                    "the same field edited in CRM and ERP at once",
                    "its owner wins",
                    "ownership of fields is not built beyond the order number"),
            elsewhere(
                    34,
                    "our own write comes back as a webhook",
                    "it changes nothing",
                    "HubspotPortIT.aWebhookAboutWhatWeWroteConcernsNobody; every row here, where each order number is written once"),
            missing(
                    35,
                    "merge, delete, reassign in the CRM",
                    "mapped or parked",
                    "merges are let through unread; deletions are not told apart"),
            elsewhere(
                    36,
                    "a deal taken back after its order exists (not tried here: the taking back fails itself)",
                    "a person decides; the order is closed",
                    "QuoteToCashExplorationTest, FirstDealIT.anOrderIsCancelledInTheErpAndCrmAndSupportAreTold"),
            shown(
                    37,
                    "the clock of one service, another for each seed, is fast by ten minutes, then slow (not tried: the vendors' clocks, daylight saving, leap seconds)",
                    "order by version, never by clock; " + ONCE,
                    Clocks::differ),
            shown(
                    38,
                    "records that are no JSON, on six topics, in the way of a deal (not tried: a wrong type, a missing key, a version nobody knows)",
                    "dead letters keep them; partitions move on; " + ONCE,
                    Misbehaviour::sendWhatNobodyCanRead),
            elsewhere(
                    39,
                    "dead letters replayed once, twice, after a correction",
                    "the deal goes on once (the vendors are not asked)",
                    "DeadLettersIT.aDeadLetterIsReplayedUntilItIsRightAndThenCounts"),
            shown(
                    40,
                    "an ERP so slow that a command takes longer than max.poll.interval",
                    "its consumer stays in the group; " + ONCE,
                    Misbehaviour::takesLongerThanAPollMay),
            shown(
                    41,
                    "replicas of orchestrator and ERP adapter come and go under load",
                    ONCE,
                    Outages::replicasComeAndGo),
            elsewhere(
                    42,
                    "bodies of 10 MB, 100 000 lines",
                    "refused early",
                    "WebhookGateIT, HubspotMappingTest.aHundredThousandLineItemsAreRefusedUnread"),
            elsewhere(
                    43,
                    "a gzip bomb (not tried: endless chunks; a body that comes too slowly is answered 408)",
                    "refused early",
                    "WebhookGateIT.whatIsTruncatedOversizedCompressedOrNotUtf8IsRefusedCountedAndStoredNowhere"),
            elsewhere(
                    44,
                    "invalid UTF-8, NUL, other scripts",
                    "refused, or kept as they are",
                    "WebhookGateIT, the connectors' port contracts"),
            elsewhere(45, "amounts with any number of decimals", "exact", "MoneyTest, the connectors' port contracts"),
            elsewhere(
                    46,
                    "forged webhooks",
                    "401",
                    "WebhookGateIT.whatIsForgedStaleOrUnsignedIsRefusedCountedAndStoredNowhere"),
            elsewhere(
                    47,
                    "a genuine webhook replayed later",
                    "401, or recognised",
                    "HubspotWebhooksTest.theWindowIsFiveMinutesEitherWay, rows 2 and 19"),
            elsewhere(
                    48,
                    "secrets rotated",
                    "both pass in the window",
                    "HubspotWebhooksTest.duringARotationBothSecretsPassAndAfterwardsTheOldOneDoesNot"),
            shown(
                    49,
                    "an ERP that sends whoever asks to a URL of its choice",
                    "nobody goes there; after a person's retry " + ONCE,
                    Misbehaviour::sendsUsElsewhere),
            missing(50, "one tenant reads another's workflows", "refused", "the APIs have no authentication yet"),
            shown(
                    51,
                    "code in names: SQL, HTML, templates, formulas, paths, format strings, queries",
                    "kept letter by letter; " + ONCE,
                    Misbehaviour::writeCodeInNames),
            elsewhere(
                    52,
                    "malformed trace context",
                    "ignored",
                    "CloudEventHeadersTest.aMalformedTraceContextIsDroppedAndNothingElse"),
            shown(
                    53,
                    "telemetry gone, or accepting and never answering",
                    "no effect on deals",
                    Outages::telemetryIsAway),
            elsewhere(
                    54,
                    "two builds live during an upgrade, and during the way back",
                    "no failed webhook; " + ONCE,
                    "UpgradeTrial, run by ./entente upgrade REVISION"),
            shown(
                    55,
                    "every service asked to end under load",
                    "ends within 15 s; " + ONCE,
                    Outages::everyServiceIsAskedToEnd),
            elsewhere(
                    56,
                    "1000 deals at once, each told twice (not tried: 10 000 webhooks in 10 s, one connection that crowds out another)",
                    ONCE,
                    "VolumeIT"),
            missing(57, "a long run", "no leak", "not run"),
            shown(
                    58,
                    "duplicates, failures and lost answers, while every service, the broker and the database are killed",
                    ONCE,
                    Misbehaviour::andEverythingElse));

    private Matrix() {}
}
