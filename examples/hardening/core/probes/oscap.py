"""The standard profile of the SCAP Security Guide, where OpenSCAP and a guide for this host are installed."""

import re

from core.check import failed, passed, skipped

GUIDES = "/usr/share/xml/scap/ssg/content/ssg-*-ds.xml"
PROFILE = "xccdf_org.ssgproject.content_profile_standard"
# oscap says with exit code 2 that rules did not hold.
ACCEPT = (0, 2)


def scap_standard(host):
    oscap = host.find("oscap")
    if oscap is None:
        return skipped("oscap is not installed")
    guide = guide_for(host)
    if guide is None:
        return skipped("no SCAP guide for this host is installed")
    _, output = host.run([oscap, "xccdf", "eval", "--profile", PROFILE, guide], ACCEPT)
    # Rules that do not apply, or that only root can decide, have other results.
    results = re.findall(r"^Result\s+(pass|fail)$", output, re.MULTILINE)
    if not results:
        return skipped("no rule of the guide could be decided")
    said = "{} of {} rules did not hold".format(results.count("fail"), len(results))
    return failed(said) if "fail" in results else passed(said)


def guide_for(host):
    """The data stream that is named after this distribution, e.g. ssg-debian12-ds.xml."""
    try:
        release = host.read("/etc/os-release")
    except FileNotFoundError:
        return None
    fields = dict(re.findall(r'^(ID|VERSION_ID)="?([^"\n]*)', release, re.MULTILINE))
    major = fields.get("VERSION_ID", "").partition(".")[0]
    wanted = "ssg-{}{}-ds.xml".format(fields.get("ID", ""), major)
    return next((name for name in host.glob(GUIDES) if name.endswith("/" + wanted)), None)
