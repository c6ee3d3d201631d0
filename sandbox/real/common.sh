# Shared by the scripts beside it: messages, a private PostgreSQL, and the place where prepared systems are kept.
# Debian's interpreters come first on the path: the packages' modules are not seen by those of version managers.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 077

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

# The version that the lists of packages name.
postgresql_programs() { printf '/usr/lib/postgresql/15/bin'; }

# PostgreSQL refuses to run as root. In a user namespace of its own root is nobody special, yet still owns its files.
unprivileged() {
    if [ "$(id -u)" = 0 ]; then
        unshare --user true || die "as root, PostgreSQL needs a user namespace, and this machine allows none: run this as somebody else"
        exec unshare --user "$@"
    fi
    exec "$@"
}

# cluster_create DIRECTORY: an empty cluster.
cluster_create() {
    (unprivileged "$(postgresql_programs)/initdb" -D "$1" -U postgres -A trust -E UTF8 --locale=C.UTF-8 > /dev/null)
}

# cluster_run DIRECTORY PORT: becomes the server. What is in it can be made anew, so it does not wait for the disk.
cluster_run() {
    unprivileged "$(postgresql_programs)/postgres" -D "$1" -p "$2" -k '' \
        -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c max_connections=60 -c shared_buffers=64MB -c jit=off -c log_checkpoints=off -c log_line_prefix=
}

# cluster_run_copy TEMPLATE DATA PORT: becomes the server of DATA's own copy of what was prepared. The credentials are
# the template's, so a copy of an earlier one would let nobody in.
cluster_run_copy() {
    [ -e "$1/fingerprint" ] || die "nothing is prepared in $1"
    if [ ! -d "$2/cluster" ]; then
        mkdir -p "$2"
        rm -rf "$2/cluster.new"
        cp -a --reflink=auto "$1/cluster" "$2/cluster.new"
        cp "$1/fingerprint" "$2/fingerprint"
        mv "$2/cluster.new" "$2/cluster"
    fi
    cmp -s "$1/fingerprint" "$2/fingerprint" \
        || die "$2 was made from what was prepared earlier; './entente reset' begins anew"
    cluster_run "$2/cluster" "$3"
}

# cluster_await PORT
cluster_await() {
    local tries=0
    until "$(postgresql_programs)/pg_isready" -q -h 127.0.0.1 -p "$1" -U postgres; do
        tries=$((tries + 1))
        [ "$tries" -le 600 ] || die "the database on port $1 does not answer"
        sleep 0.1
    done
}

# sql PORT STATEMENT…: each in a transaction of its own.
sql() {
    local port="$1" statement
    shift
    for statement in "$@"; do
        "$(postgresql_programs)/psql" -q -X -h 127.0.0.1 -p "$port" -U postgres -d postgres -v ON_ERROR_STOP=1 -c "$statement"
    done
}

# exists PORT DATABASE
exists() {
    [ -n "$("$(postgresql_programs)/psql" -q -X -A -t -h 127.0.0.1 -p "$1" -U postgres -d postgres \
        -c "select 1 from pg_database where datname = '$2'")" ]
}

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# missing_packages NAME…: those that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] || printf '%s\n' "$package"
    done
}

# Debian makes and starts a cluster with the first server package. We use our own, so it is told not to, for this once.
without_main_cluster() {
    local directory=/etc/postgresql-common/createcluster.d
    local wish="$directory/entente.conf"
    mkdir -p "$directory"
    # shellcheck disable=SC2064 # the paths as they are now
    trap "rm -f '$wish'; rmdir --ignore-fail-on-non-empty '$directory'" EXIT
    printf 'create_main_cluster = false\n' > "$wish"
    "$@"
}

# install_debian NAME…: what the packages put outside our directories is read by other users too.
install_debian() {
    [ "$(id -u)" = 0 ] || die "packages are installed by root. As root, run: $0 install"
    umask 022
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update
    without_main_cluster apt-get -q -y install --no-install-recommends "$@"
}

# fingerprint FILE… -- PACKAGE…: changes when a script or the version of a package does.
fingerprint() {
    local files=()
    while [ "$1" != -- ]; do
        files+=("$1")
        shift
    done
    shift
    { cat "${files[@]}"; dpkg-query -W -f '${Package} ${Version}\n' "$@"; } | sha256sum | cut -d ' ' -f 1
}

# random_password: twenty different letters and digits, which satisfies every system's rules.
random_password() {
    /usr/bin/python3 -c 'import secrets, string; print("".join(secrets.SystemRandom().sample(string.ascii_letters + string.digits, 20)), end="")'
}
