const PATIENCE_MS = 15_000;

/**
 * A test that leaves a timer or a socket behind must not hold up whoever waits for the results: what holds the process
 * is told, and it ends with Jest's own exit code.
 */
module.exports = () => {
  setTimeout(() => {
    process.stderr.write(
      `The tests have left behind: ${process.getActiveResourcesInfo().join(', ')}\n`,
    );
    process.exit();
  }, PATIENCE_MS).unref();
};
