#!/usr/bin/perl
# Request Tracker's web server: what Debian's rt-server does, save two things. Its workers do not outlive it: who kills
# it has killed all of it, and its port is free. And an interrupt does not make root set about /var/lib.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';

use Parallel::Prefork;
use RT;

require 'syscall.ph';

use constant {
    PR_SET_PDEATHSIG => 1,
    SIGKILL          => 9,
};

# The kernel kills this process when the one with the given id ends, which it may have done already.
sub die_with {
    my ($parent) = @_;
    syscall(SYS_prctl(), PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 or die "prctl: $!\n";
    exit 1 if getppid() != $parent;
    return;
}

sub bind_workers {
    my $start  = \&Parallel::Prefork::start;
    my $server = $$;
    no warnings 'redefine';
    *Parallel::Prefork::start = sub {
        my $is_parent = $start->(@_);
        die_with($server) if !$is_parent;
        return $is_parent;
    };
    return;
}

# A connection must not be shared by the workers: each makes its own.
sub forget_connection {
    $RT::Handle->dbh->disconnect;
    $RT::Handle->dbh(undef);
    undef $RT::Handle;
    return;
}

sub check_database {
    my ($is_whole, undef, $message) = RT::Handle->CheckIntegrity;
    die "the database is not Request Tracker's: $message\n" if !$is_whole;
    my ($is_compatible, $reason) = RT::Handle->CheckCompatibility($RT::Handle->dbh, 'post');
    die "$reason\n" if !$is_compatible;
    return;
}

RT->LoadConfig;
RT->Init(Heavy => 1);
check_database();
forget_connection();
bind_workers();
local $SIG{PIPE} = 'IGNORE';

require RT::PlackRunner;
my $runner = RT::PlackRunner->new(server => 'Starlet', env => 'deployment');
$runner->parse_options(@ARGV);
$runner->run;
