import { daemonless } from './daemonless';
import { BASE_LABEL } from './engine';

export const podman = daemonless({
  name: 'podman',
  listContainers: ['ps', '--all', '--external', '--format', '{{.Names}}'],
  removeContainer: ['rm', '--force'],
  containerFolder: [
    'info',
    '--format',
    '{{.Store.GraphRoot}}/{{.Store.GraphDriverName}}-containers',
  ],
  listImages: ['images', '--format', '{{.Repository}}:{{.Tag}}'],
  importBase: (command, { image, tar, digest }) => ({
    steps: [{ argv: command('import', '--change', `LABEL ${BASE_LABEL}=${digest}`, tar, image) }],
    cleanup: [],
  }),
  readDigest: (command, image) => command('image', 'inspect', '--format', '{{.Digest}}', image),
  readBaseLabel: (command, image) =>
    command('image', 'inspect', '--format', `{{index .Labels "${BASE_LABEL}"}}`, image),
});
