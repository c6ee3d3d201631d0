#!/usr/bin/perl
# Fills a new Request Tracker with what Entente needs and REST cannot set up. Takes the directory the tokens go to.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';

use RT -init;

use constant {
    TICKETS => 'RT::Queue-RT::Ticket',
    ASSETS  => 'RT::Catalog-RT::Asset',
};

my @TICKET_FIELDS = qw(crm_customer entente_key);
my @ASSET_FIELDS  = qw(
    crm_customer support_tier entitlement_starts entitlement_ends
    erp_order_number erp_order_status entente_correlation_id
);

my %SEE = (
    queue   => [qw(SeeQueue ShowTicket ShowTicketComments SeeCustomField)],
    catalog => [qw(ShowCatalog ShowAsset SeeCustomField)],
    system  => [],
);
my %CHANGE = (
    queue   => [qw(CreateTicket ModifyTicket CommentOnTicket ModifyCustomField)],
    catalog => [qw(CreateAsset ModifyAsset ModifyCustomField)],
    system  => [qw(AdminUsers)],
);

# Runs in the server, in the request that changes a ticket, hence the short wait.
my $WEBHOOK = <<'END';
return 1 if !$ENV{ENTENTE_WEBHOOK_URL};
require Digest::SHA;
require JSON;
require LWP::UserAgent;
my ($ticket, $transaction) = ($self->TicketObj, $self->TransactionObj);
my $body = JSON->new->canonical->utf8->encode({
    event        => $transaction->Type,
    transaction  => 0 + $transaction->Id,
    ticket       => 0 + $ticket->Id,
    field        => $transaction->Field,
    old          => $transaction->OldValue,
    new          => $transaction->NewValue,
    created      => $transaction->CreatedObj->W3CDTF(Timezone => 'UTC'),
    creator      => $transaction->CreatorObj->Name,
    status       => $ticket->Status,
    crm_customer => $ticket->FirstCustomFieldValue('crm_customer'),
    entente_key  => $ticket->FirstCustomFieldValue('entente_key'),
});
my $path = $ENV{ENTENTE_WEBHOOK_SECRET_FILE} // '';
open(my $file, '<', $path) or do { RT->Logger->error("webhook: no secret in '$path': $!"); return 1 };
chomp(my $secret = <$file> // '');
my $answer = LWP::UserAgent->new(timeout => 3)->post(
    $ENV{ENTENTE_WEBHOOK_URL},
    'Content-Type'   => 'application/json',
    'X-RT-Signature' => 'sha256=' . Digest::SHA::hmac_sha256_hex($body, $secret),
    Content          => $body,
);
RT->Logger->error('webhook: ' . $answer->status_line) if !$answer->is_success;
return 1;
END

# must WHAT, OK, MESSAGE: what the calls of Request Tracker answer.
sub must {
    my ($what, $ok, $message) = @_;
    die "$what: " . ($message // 'refused') . "\n" if !$ok;
    return $ok;
}

sub created {
    my ($class, %values) = @_;
    my $record = $class->new(RT->SystemUser);
    must("$class " . ($values{Name} // $values{Description}), $record->Create(%values));
    return $record;
}

sub add_fields {
    my ($holder, $lookup, @names) = @_;
    for my $name (@names) {
        my $field = created(
            'RT::CustomField',
            Name       => $name,
            Type       => 'FreeformSingle',
            LookupType => $lookup,
            MaxValues  => 1,
        );
        must("applying $name", $field->AddToObject($holder));
    }
    return;
}

sub grant {
    my ($user, $object, @rights) = @_;
    for my $right (@rights) {
        must($user->Name . " $right", $user->PrincipalObj->GrantRight(Right => $right, Object => $object));
    }
    return;
}

sub write_secret {
    my ($path, $secret) = @_;
    umask 077;
    open(my $file, '>', $path) or die "$path: $!\n";
    print {$file} "$secret\n" or die "$path: $!\n";
    close($file) or die "$path: $!\n";
    return;
}

sub write_token {
    my ($user, $path) = @_;
    my $tokens = RT::AuthToken->new(RT->SystemUser);
    my ($ok, $message, $token) = $tokens->Create(Owner => $user->Id, Description => 'Entente');
    must('token of ' . $user->Name, $ok, $message);
    write_secret($path, $token);
    return;
}

sub add_user {
    my ($name) = @_;
    return created('RT::User', Name => $name, EmailAddress => "$name\@localhost.test", Privileged => 1);
}

sub add_webhook {
    created(
        'RT::Scrip',
        Description       => 'Entente webhook',
        Queue             => 0,
        ScripCondition    => 'On Transaction',
        ScripAction       => 'User Defined',
        Template          => 'Blank',
        CustomPrepareCode => '1;',
        CustomCommitCode  => $WEBHOOK,
    );
    return;
}

# Nobody reads the mail, and composing it takes as long as all the rest of a request.
sub silence_mail {
    my $scrips = RT::Scrips->new(RT->SystemUser);
    $scrips->UnLimit;
    while (my $scrip = $scrips->Next) {
        next if $scrip->ActionObj->Name !~ /^(?:Notify|Autoreply)\b/;
        must('disabling ' . $scrip->Description, $scrip->SetDisabled(1));
    }
    return;
}

sub seed {
    my ($credentials) = @_;
    my %object = (
        system  => RT->System,
        queue   => created('RT::Queue', Name => 'Support', Description => 'Support requests'),
        catalog => created('RT::Catalog', Name => 'Entitlements', Description => 'What customers are entitled to'),
    );
    add_fields($object{queue}, TICKETS, @TICKET_FIELDS);
    add_fields($object{catalog}, ASSETS, @ASSET_FIELDS);
    my $integration = add_user('integration');
    my $restricted  = add_user('restricted');
    for my $place (sort keys %object) {
        grant($integration, $object{$place}, @{ $SEE{$place} }, @{ $CHANGE{$place} });
        grant($restricted,  $object{$place}, @{ $SEE{$place} });
    }
    write_token($integration, "$credentials/token");
    write_token($restricted,  "$credentials/restricted-token");
    add_webhook();
    silence_mail();
    return;
}

die "usage: request-tracker-seed.pl DIRECTORY\n" if @ARGV != 1;
seed(@ARGV);
