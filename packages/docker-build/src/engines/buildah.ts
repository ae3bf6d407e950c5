import { daemonless } from './daemonless';
import { BASE_LABEL } from './engine';
import { ownerName } from './owner';

export const buildah = daemonless({
  name: 'buildah',
  listContainers: ['containers', '--all', '--format', '{{.ContainerName}}'],
  removeContainer: ['rm'],
  containerFolder: [
    'info',
    '--format',
    '{{.store.GraphRoot}}/{{.store.GraphDriverName}}-containers',
  ],
  // Without `--all` it looks for the children of each image, and one that is damaged spoils the list.
  listImages: ['images', '--all', '--format', '{{.Name}}:{{.Tag}}'],
  importBase: (command, { image, tar, digest }) => {
    const container = `flightline-base-${digest.slice(0, 12)}-${ownerName()}`;
    const steps = [
      command('from', '--name', container, 'scratch'),
      command('add', container, tar, '/'),
      command('config', '--label', `${BASE_LABEL}=${digest}`, container),
      command('commit', container, image),
    ];
    return {
      steps: steps.map((argv) => ({ argv })),
      cleanup: [{ argv: command('rm', container) }],
    };
  },
  readDigest: (command, image) =>
    command('inspect', '--type', 'image', '--format', '{{.FromImageDigest}}', image),
  readBaseLabel: (command, image) =>
    command(
      ...['inspect', '--type', 'image'],
      ...['--format', `{{index .OCIv1.Config.Labels "${BASE_LABEL}"}}`, image],
    ),
});
