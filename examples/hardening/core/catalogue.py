"""Every check, in the order in which they are made and shown. A new one is one entry here."""

from core.check import Check
from core.probes.files import file_mode
from core.probes.kernel import kernel_parameter
from core.probes.oscap import scap_standard
from core.probes.sockets import listening_ports
from core.probes.ssh import ssh_setting
from core.probes.updates import no_updates_wait

CHECKS = (
    Check(
        "ssh-root-password",
        "high",
        "root cannot log in over ssh with a password",
        ssh_setting(
            "PermitRootLogin",
            "prohibit-password",
            ("no", "prohibit-password", "without-password", "forced-commands-only"),
        ),
        "Write 'PermitRootLogin prohibit-password' into sshd_config.",
    ),
    Check(
        "ssh-empty-passwords",
        "high",
        "nobody logs in over ssh with an empty password",
        ssh_setting("PermitEmptyPasswords", "no", ("no",)),
        "Write 'PermitEmptyPasswords no' into sshd_config.",
    ),
    Check(
        "ssh-x11-forwarding",
        "low",
        "ssh forwards no X11",
        ssh_setting("X11Forwarding", "no", ("no",)),
        "Write 'X11Forwarding no' into sshd_config.",
    ),
    Check(
        "passwd-mode",
        "high",
        "only root changes /etc/passwd",
        file_mode("/etc/passwd", 0o644),
        "chown root /etc/passwd && chmod 644 /etc/passwd",
    ),
    Check(
        "shadow-mode",
        "high",
        "only root and its group read /etc/shadow",
        file_mode("/etc/shadow", 0o640),
        "chown root /etc/shadow && chmod 640 /etc/shadow",
    ),
    Check(
        "sshd-config-mode",
        "medium",
        "only root changes the configuration of sshd",
        file_mode("/etc/ssh/sshd_config", 0o644),
        "chown root /etc/ssh/sshd_config && chmod 644 /etc/ssh/sshd_config",
    ),
    Check(
        "crontab-mode",
        "medium",
        "only root changes /etc/crontab",
        file_mode("/etc/crontab", 0o644),
        "chown root /etc/crontab && chmod 644 /etc/crontab",
    ),
    Check(
        "kernel-aslr",
        "high",
        "addresses are randomised",
        kernel_parameter("kernel.randomize_va_space", (2,)),
        "sysctl -w kernel.randomize_va_space=2",
    ),
    Check(
        "kernel-pointers",
        "medium",
        "addresses of the kernel are hidden",
        kernel_parameter("kernel.kptr_restrict", (1, 2)),
        "sysctl -w kernel.kptr_restrict=1",
    ),
    Check(
        "kernel-log",
        "low",
        "only root reads the kernel's log",
        kernel_parameter("kernel.dmesg_restrict", (1,)),
        "sysctl -w kernel.dmesg_restrict=1",
    ),
    Check(
        "links-protected",
        "medium",
        "links in shared folders are not followed blindly",
        kernel_parameter("fs.protected_symlinks", (1,)),
        "sysctl -w fs.protected_symlinks=1",
    ),
    Check(
        "redirects-refused",
        "medium",
        "other hosts do not change the routes",
        kernel_parameter("net.ipv4.conf.all.accept_redirects", (0,)),
        "sysctl -w net.ipv4.conf.all.accept_redirects=0",
    ),
    Check(
        "syn-cookies",
        "medium",
        "a flood of half-open connections is withstood",
        kernel_parameter("net.ipv4.tcp_syncookies", (1, 2)),
        "sysctl -w net.ipv4.tcp_syncookies=1",
    ),
    Check(
        "listening-ports",
        "medium",
        "only ssh listens for other hosts",
        listening_ports((22,)),
        "Stop the service, or let it listen on 127.0.0.1. `ss -ltnp` names it.",
    ),
    Check(
        "updates",
        "high",
        "no updates wait to be installed",
        no_updates_wait,
        "Install them with the package manager.",
    ),
    Check(
        "scap-standard",
        "medium",
        "the standard profile of the SCAP Security Guide holds",
        scap_standard,
        "`oscap xccdf eval --profile standard` explains each rule.",
    ),
)
