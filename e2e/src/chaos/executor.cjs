// Runs the executor of boxes as Nx would, without Nx: `node executor.cjs <workspace> <graph.json> <box>...`.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [root, graph, ...boxes] = process.argv.slice(2);
const { nodes } = JSON.parse(readFileSync(graph, 'utf8')).graph;
const projects = Object.fromEntries(Object.entries(nodes).map(([name, { data }]) => [name, data]));
const { executors } = require(join(root, 'node_modules/@flightline/vm-run/executors.json'));
const program = executors['vm-run'].implementation;
const { default: run } = require(join(root, 'node_modules/@flightline/vm-run', program));

const contextOf = (projectName) => ({
  ...{ root, cwd: root, projectName, targetName: 'vm-run', isVerbose: false },
  ...{ projectsConfigurations: { version: 2, projects }, nxJsonConfiguration: {} },
});

// As the channel to Nx does: an executor stays up while it waits for nothing but a timer.
setInterval(() => undefined, 60_000);
Promise.all(boxes.map((box) => run(projects[box].targets['vm-run'].options, contextOf(box)))).then(
  (ends) => process.exit(ends.every(({ success }) => success) ? 0 : 1),
);
