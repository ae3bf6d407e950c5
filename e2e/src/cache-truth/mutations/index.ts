import type { Family } from '../mutation';
import { artifact } from './artifact';
import { artifactFolder } from './artifact-folder';
import { box } from './box';
import { commandLine } from './command-line';
import { documents } from './documents';
import { environment } from './environment';
import { evidence } from './evidence';
import { filesAndClock } from './files-and-clock';
import { git } from './git';
import { hardlySeen } from './hardly-seen';
import { image } from './image';
import { nxSettings } from './nx-settings';
import { options } from './options';
import { otherProjects } from './other-projects';
import { plugins } from './plugins';
import { preflight } from './preflight';
import { runner } from './runner';

/** Every family of mutations. A new one: one file, one line here. */
export const FAMILIES: readonly Family[] = [
  artifact,
  artifactFolder,
  runner,
  options,
  box,
  image,
  plugins,
  nxSettings,
  hardlySeen,
  commandLine,
  documents,
  otherProjects,
  filesAndClock,
  environment,
  git,
  evidence,
  preflight,
];
