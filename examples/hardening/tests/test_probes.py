import os

from core.probes.files import file_mode
from core.probes.kernel import kernel_parameter
from core.probes.oscap import scap_standard
from core.probes.sockets import listening_ports
from core.probes.ssh import ssh_setting
from core.probes.updates import no_updates_wait
from tests.fakes import HostTest

TCP_HEAD = "  sl  local_address rem_address   st tx_queue rx_queue\n"


class FileModeTest(HostTest):
    def test_modes(self):
        cases = [(0o644, "pass"), (0o600, "pass"), (0o664, "fail"), (0o646, "fail"), (0o4644, "fail")]
        for mode, status in cases:
            with self.subTest(oct(mode)):
                self.write("/etc/passwd", mode=mode)
                probe = file_mode("/etc/passwd", 0o644, owner=os.getuid())
                self.assertEqual(probe(self.host()).status, status)

    def test_another_owner(self):
        self.write("/etc/passwd")
        outcome = file_mode("/etc/passwd", 0o644, owner=os.getuid() + 1)(self.host())
        self.assertEqual(outcome.status, "fail")

    def test_no_file(self):
        self.assertEqual(file_mode("/etc/passwd", 0o644)(self.host()).status, "skip")


class KernelTest(HostTest):
    def test_values(self):
        for value, status in [("2\n", "pass"), ("0\n", "fail")]:
            with self.subTest(value):
                self.write("/proc/sys/kernel/randomize_va_space", value)
                outcome = kernel_parameter("kernel.randomize_va_space", (2,))(self.host())
                self.assertEqual(outcome.status, status)

    def test_a_kernel_without_it(self):
        self.assertEqual(kernel_parameter("kernel.new", (1,))(self.host()).status, "skip")


class SshTest(HostTest):
    probe = staticmethod(ssh_setting("PermitRootLogin", "prohibit-password", ("no", "prohibit-password")))

    def test_one_file(self):
        cases = [
            ("", "pass"),
            ("#PermitRootLogin yes\n", "pass"),
            ("PermitRootLogin yes\n", "fail"),
            ("permitrootlogin YES\n", "fail"),
            ("PermitRootLogin=yes\n", "fail"),
            ("PermitRootLogin no\nPermitRootLogin yes\n", "pass"),
            ("PermitRootLogin yes\nPermitRootLogin no\n", "fail"),
            ("Match User backup\n  PermitRootLogin yes\n", "pass"),
        ]
        for text, status in cases:
            with self.subTest(text):
                self.write("/etc/ssh/sshd_config", text)
                self.assertEqual(self.probe(self.host()).status, status)

    def test_included_files_are_read_where_they_are_included(self):
        self.write("/etc/ssh/sshd_config", "Include sshd_config.d/*.conf\nPermitRootLogin no\n")
        self.write("/etc/ssh/sshd_config.d/20.conf", "PermitRootLogin no\n")
        self.write("/etc/ssh/sshd_config.d/10.conf", "PermitRootLogin yes\n")
        self.assertEqual(self.probe(self.host()).detail, "PermitRootLogin yes")

    def test_a_file_that_includes_itself_comes_to_an_end(self):
        self.write("/etc/ssh/sshd_config", "Include /etc/ssh/sshd_config\nPermitRootLogin yes\n")
        self.assertEqual(self.probe(self.host()).status, "fail")

    def test_the_file_of_the_distribution_where_there_is_no_own(self):
        self.write("/usr/etc/ssh/sshd_config", "PermitRootLogin yes\n")
        self.assertEqual(self.probe(self.host()).status, "fail")

    def test_no_sshd(self):
        self.assertEqual(self.probe(self.host()).status, "skip")


class SocketsTest(HostTest):
    def test_addresses(self):
        cases = [
            ("tcp", "00000000:0016 00000000:0000 0A", "pass"),
            ("tcp", "00000000:1F90 00000000:0000 0A", "fail"),
            ("tcp", "0100007F:1F90 00000000:0000 0A", "pass"),
            ("tcp", "3500007F:0035 00000000:0000 0A", "pass"),
            ("tcp", "0F02000A:1F90 0202000A:C001 01", "pass"),
            ("tcp6", "00000000000000000000000000000000:1F90 0:0 0A", "fail"),
            ("tcp6", "00000000000000000000000001000000:1F90 0:0 0A", "pass"),
            ("tcp6", "0000000000000000FFFF00000100007F:1F90 0:0 0A", "pass"),
        ]
        for table, line, status in cases:
            with self.subTest(line):
                self.write("/proc/net/tcp", TCP_HEAD)
                self.write("/proc/net/tcp6", TCP_HEAD)
                self.write("/proc/net/" + table, TCP_HEAD + "   0: " + line + "\n")
                self.assertEqual(listening_ports((22,))(self.host()).status, status)

    def test_surplus_ports_are_named_once_and_in_order(self):
        lines = ["00000000:1F90 0:0 0A", "00000000:0050 0:0 0A", "00000000:1F90 0:0 0A"]
        self.write("/proc/net/tcp", TCP_HEAD + "".join("   0: {}\n".format(line) for line in lines))
        outcome = listening_ports((22,))(self.host())
        self.assertEqual(outcome.detail, "open to other hosts: 80, 8080")

    def test_no_tables(self):
        self.assertEqual(listening_ports((22,))(self.host()).status, "skip")


class UpdatesTest(HostTest):
    def test_managers(self):
        cases = [
            ("apt-get", 0, "Reading package lists...\n0 upgraded, 0 newly installed.\n", "pass", "no update"),
            ("apt-get", 0, "Inst bash [5.2-1] (5.2-2 Debian:12 [amd64])\nConf bash\n", "fail", "bash"),
            ("dnf", 0, "", "pass", "no update"),
            ("dnf", 100, "\nbash.x86_64          5.1.8-9.el9        baseos\n", "fail", "bash.x86_64"),
            ("zypper", 0, "No updates found.\n", "pass", "no update"),
            ("zypper", 0, "S | Repository | Name | Current\nv | Main | bash | 4.4\n", "fail", "bash"),
        ]
        for name, code, output, status, said in cases:
            with self.subTest(name + ": " + output):
                outcome = no_updates_wait(self.host({name: (code, output)}))
                self.assertEqual((outcome.status, said in outcome.detail), (status, True))

    def test_many_updates_are_counted(self):
        output = "".join("Inst package{} (1.0)\n".format(number) for number in range(7))
        outcome = no_updates_wait(self.host({"apt-get": (0, output)}))
        self.assertTrue(outcome.detail.endswith("package4 and 2 more"), outcome.detail)

    def test_no_manager(self):
        self.assertEqual(no_updates_wait(self.host()).status, "skip")


class OscapTest(HostTest):
    guide = "/usr/share/xml/scap/ssg/content/ssg-debian12-ds.xml"

    def set_up_guide(self):
        self.write("/etc/os-release", 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n')
        self.write(self.guide)

    def test_results_are_counted(self):
        self.set_up_guide()
        for code, output, status, said in [
            (2, "Rule\tone\nResult\tpass\n\nRule\ttwo\nResult\tfail\n", "fail", "1 of 2 rules"),
            (0, "Rule\tone\nResult\tpass\n\nRule\ttwo\nResult\tnotapplicable\n", "pass", "0 of 1 rules"),
            (0, "Rule\tone\nResult\tnotapplicable\n", "skip", "no rule"),
        ]:
            with self.subTest(said):
                outcome = scap_standard(self.host({"oscap": (code, output)}))
                self.assertEqual((outcome.status, said in outcome.detail), (status, True))
                self.assertEqual(self.started[0][-1], self.guide)

    def test_not_there(self):
        self.assertEqual(scap_standard(self.host()).detail, "oscap is not installed")
        for guide in [None, "/usr/share/xml/scap/ssg/content/ssg-ubuntu2204-ds.xml"]:
            with self.subTest(guide):
                self.write("/etc/os-release", "ID=debian\nVERSION_ID=12\n")
                if guide is not None:
                    self.write(guide)
                outcome = scap_standard(self.host({"oscap": (0, "")}))
                self.assertEqual(outcome.detail, "no SCAP guide for this host is installed")
