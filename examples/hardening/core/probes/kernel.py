"""Parameters of the running kernel, as sysctl(8) names them."""

from core.check import failed, passed, skipped


def kernel_parameter(name, allowed):
    """The parameter has one of the allowed numbers."""

    def probe(host):
        try:
            value = int(host.read("/proc/sys/" + name.replace(".", "/")))
        except FileNotFoundError:
            return skipped("this kernel has no {}".format(name))
        said = "{} = {}".format(name, value)
        return passed(said) if value in allowed else failed(said)

    return probe
