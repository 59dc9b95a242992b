"""A Slurm cluster of one node on the loopback interface, for tests: started in a folder of its own, stopped whatever happens.

Needs root and the Debian packages slurmctld, slurmd, slurm-client and munge. Touches nothing outside its folder: own
configuration, own keys, own ports, no systemd, no cgroups.

How it is made sure that nothing is left: the process that starts the cluster adopts every orphan among its descendants
(PR_SET_CHILD_SUBREAPER), so that the step daemons, which detach themselves, and the jobs remain its descendants. At the
end it kills all of them. The daemons are killed by the kernel when the process itself is killed (PR_SET_PDEATHSIG).
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DAEMONS = ("munged", "slurmctld", "slurmd")
CLIENTS = ("sbatch", "scontrol", "squeue", "sinfo")

# The node is given two processors whatever it has, so that the test means the same everywhere. Partition `urgent`
# takes nodes from `normal`, whose jobs are then queued again.
#   cred_expire    is also how long a job that is queued again has to wait
#   KillWait       between the polite signal and SIGKILL
#   preempt_send_user_signal   a job that is preempted gets the signal that it asked for with --signal first, and GraceTime
CONFIGURATION = """\
ClusterName=genericity
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
SwitchType=switch/none
MailProg=/bin/true
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=2,batch_sched_delay=0,default_queue_depth=1000
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldParameters=preempt_send_user_signal
JobRequeue=1
KillWait=5
MinJobAge=3600
MaxArraySize=1001
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=4000 State=UNKNOWN
PartitionName=normal Nodes={host} Default=YES PriorityTier=1 GraceTime=10 MaxTime=1:00:00
PartitionName=urgent Nodes={host} PriorityTier=10 PreemptMode=OFF MaxTime=1:00:00
"""


def why_not():
    """Why no cluster can be started here, or None."""
    if os.geteuid() != 0:
        return "starting a Slurm cluster needs root"
    missing = [name for name in DAEMONS + CLIENTS if shutil.which(name, path=search_path()) is None]
    if missing:
        return f"not installed: {', '.join(missing)} (scripts/install-dependencies --ci)"
    return None


def search_path():
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def free_ports(count):
    """Ports of the loopback interface that nobody uses at the moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class SlurmCluster:
    """`with SlurmCluster() as cluster:` - the daemons run inside the block and are gone after it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="genericity-slurm-"))
        self.host = socket.gethostname().split(".")[0]
        self.environment = dict(os.environ, SLURM_CONF=str(self.folder / "slurm.conf"), PATH=search_path())
        # A test that itself runs inside a job must not pass that job's settings on.
        for name in list(self.environment):
            if name.startswith(("SLURM_", "SBATCH_")) and name != "SLURM_CONF":
                del self.environment[name]
        self._daemons = []

    def __enter__(self):
        # Being asked to end must run __exit__ too.
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        control_process(PR_SET_CHILD_SUBREAPER, 1)
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def _start(self):
        self.folder.chmod(0o755)
        for name in ("munge", "state", "spool"):
            (self.folder / name).mkdir(mode=0o755)
        key = self.folder / "munge" / "key"
        key.touch(mode=0o600)
        key.write_bytes(os.urandom(128))
        controller_port, node_port = free_ports(2)
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            folder=self.folder, host=self.host, controller_port=controller_port, node_port=node_port))
        munge = self.folder / "munge"
        self._launch("munged", "--foreground", "--force", f"--key-file={key}", f"--socket={munge}/socket",
                     f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed")
        self.wait_until((munge / "socket").exists, 20, "munged has no socket")
        self._launch("slurmctld", "-D", "-c")
        self._launch("slurmd", "-D")
        self.wait_until(lambda: "idle" in self._state_of_node(), 30, "the node does not become idle")

    def _launch(self, name, *arguments):
        # The daemons get sessions of their own, so that a signal to the test's group does not reach them before stop().
        with open(self.folder / f"{name}.out", "wb") as out:
            self._daemons.append(subprocess.Popen(
                [shutil.which(name, path=search_path()), *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=end_with_parent))

    def _state_of_node(self):
        dead = [process.args[0] for process in self._daemons if process.poll() is not None]
        if dead:
            raise RuntimeError(f"{dead[0]} has ended\n{self.logs()}")
        done = subprocess.run(["sinfo", "-h", "-o", "%T"], env=self.environment, capture_output=True, text=True,
                              timeout=60, check=False)
        return done.stdout

    def wait_until(self, condition, seconds, complaint):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{complaint} after {seconds} s\n{self.logs()}")
            time.sleep(0.1)

    def call(self, *command, folder=None):
        """Standard output of a client command that must succeed."""
        done = subprocess.run(list(map(str, command)), env=self.environment, cwd=folder, capture_output=True, text=True,
                              timeout=60, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr}{done.stdout}\n{self.logs()}")
        return done.stdout

    def submit(self, *arguments, folder):
        """Number of the job that `sbatch` submits from `folder`."""
        return int(self.call("sbatch", "--parsable", *arguments, folder=folder).split(";")[0])

    def states(self, job):
        """State of every task of a job, by its index (or None where the job is no array)."""
        text = self.call("squeue", "-h", "-r", "-t", "all", "-j", job, "-o", "%K %T")
        found = {}
        for line in text.splitlines():
            index, state = line.split()
            found[int(index) if index.isdigit() else None] = state
        return found

    def logs(self):
        """The last lines that every daemon has written."""
        texts = []
        for path in sorted(self.folder.glob("*.out")):
            lines = path.read_text(errors="replace").splitlines()[-25:]
            texts.append("\n".join([f"--- {path.name}", *lines]))
        return "\n".join(texts)

    def stop(self):
        """Kills every job and daemon and removes the folder. Nothing of theirs is worth saving."""
        deadline = time.monotonic() + 20
        while (left := descendants()) and time.monotonic() < deadline:
            for number in left:
                try:
                    os.kill(number, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            reap()
            time.sleep(0.02)
        reap()
        for process in self._daemons:
            process.poll()
        self._daemons.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
        if left:
            raise RuntimeError(f"processes {left} cannot be stopped")


PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LIBC = ctypes.CDLL(None, use_errno=True)


def control_process(option, value):
    if LIBC.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def end_with_parent():
    control_process(PR_SET_PDEATHSIG, signal.SIGKILL)


def descendants():
    """Every process that descends from this one and has not ended."""
    children = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # pid (name) state parent …, and the name may contain anything.
            state, parent = path.read_text(errors="replace").rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if state != "Z":
            children.setdefault(int(parent), []).append(int(path.parent.name))
    found, new = [], [os.getpid()]
    while new:
        new = [child for number in new for child in children.get(number, [])]
        found += new
    return found


def reap():
    """Takes note of every child that has ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass
