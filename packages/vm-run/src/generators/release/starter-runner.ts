/**
 * The first vms/runner.sh of a release project. It ends with 1 until it is replaced: a runner that tests
 * nothing must not turn boxes green.
 */
export const STARTER_RUNNER = `#!/bin/sh
# The tests of this product, executed inside each box. Status 0 is passed, anything else is failed.
#
#   FLIGHTLINE_BOX        name of the box
#   FLIGHTLINE_ARTIFACTS  folder with the files of dist/artifact
#   FLIGHTLINE_REPORTS    folder that comes home as the box's reports, also when this script fails
set -eu

# What arrived, and on what system. Keep these lines or drop them.
uname -a >"$FLIGHTLINE_REPORTS/system.txt"
ls -lR "$FLIGHTLINE_ARTIFACTS" >"$FLIGHTLINE_REPORTS/artifact.txt"

# Replace what follows with calls of the product, for example:
#   "$FLIGHTLINE_ARTIFACTS/product" --version
echo "vms/runner.sh tests nothing yet. Write the tests of this product into it." >&2
exit 1
`;
