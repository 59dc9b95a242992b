# Another release of Debian in a folder, for the scripts that try things there; each sources it after common.sh.
# shellcheck shell=bash
# shellcheck disable=SC2154  # script is set by common.sh
machines=()

leave_machines() {
  local machine place
  for machine in "${machines[@]}"; do
    for place in dev/pts proc; do
      if mountpoint -q "$machine/$place"; then umount "$machine/$place"; fi
    done
    rm -rf --one-file-system "$machine"
  done
}
trap leave_machines EXIT

# make_machine SUITE [INCLUDE]: a minimal system of that release, with these packages, in the folder $machine; removed at
# the end. Packages come from where this machine has its own from.
make_machine() {
  if ((EUID != 0)) || ! command -v debootstrap > /dev/null; then fail 'needs root and the package debootstrap'; fi
  local mirror log
  # shellcheck disable=SC2016  # apt's own variables
  mirror=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' | sed -n 's/^Debian //p' | sort -u | head -n 1)
  [[ -n $mirror ]] || fail 'this machine has no packages of Debian, so it is not known where to get them'
  machine=$(mktemp -d)
  chmod 755 "$machine"  # it is the root of that system, and other users are in it, too
  machines+=("$machine")
  log=$(mktemp)
  debootstrap --variant=minbase ${2:+--include="$2"} "$1" "$machine" "$mirror" > "$log" || {
    tail "$log" >&2
    rm -f "$log"
    exit 1
  }
  rm -f "$log"
  mount -t proc proc "$machine/proc"
  # Terminals of its own, which some tests type into.
  mkdir -p "$machine/dev/pts"
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$machine/dev/pts"
  ln -sf pts/ptmx "$machine/dev/ptmx"
}

# inside MACHINE COMMAND: a line of the shell there, in the home of root.
inside() {
  chroot "$1" env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 sh -c "cd /root && $2"
}

# clone_into MACHINE: the last commit, in /root/genericity there.
clone_into() {
  git clone --quiet --no-hardlinks . "$1/root/genericity"
}
