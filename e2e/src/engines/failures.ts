import { BASE } from './ground';

/** A build that cannot end well. */
interface Failure {
  of: string;
  dockerfile: readonly string[];
  says: RegExp;
  /** Further words of the command. */
  words?: readonly string[];
}

export const TOKEN = 'hunter22';
const SECRET = 'RUN --mount=type=secret,id=token,required=true';

/** What every engine that has the option tells in the same way. */
export const FAILURES: readonly Failure[] = [
  {
    of: 'a step that fails',
    dockerfile: [`FROM ${BASE} AS artifact`, '# a remark', 'RUN echo so it goes >&2; exit 3'],
    says: /BUILD_FAILED[\s\S]*Dockerfile:3:1[\s\S]*RUN failed[\s\S]*so it goes/,
  },
  {
    of: 'an instruction that is none',
    dockerfile: ['FROM scratch AS artifact', 'COPPY . /'],
    says: /BUILD_FAILED[\s\S]*Dockerfile:2[\s\S]*COPPY/,
  },
  {
    of: 'a stage that is not there',
    dockerfile: ['FROM scratch AS other', 'COPY . /'],
    says: /BUILD_FAILED[\s\S]*There is no stage 'artifact', only 'other'/,
  },
  {
    of: 'a registry that does not answer',
    dockerfile: ['FROM 127.0.0.1:1/nothing:1 AS artifact'],
    says: /BUILD_FAILED[\s\S]*Dockerfile:1:1[\s\S]*a registry that does not answer/,
  },
];

/** For engines with the option `secrets`. */
export const SECRET_FAILURES: readonly Failure[] = [
  {
    of: 'a secret that is not given',
    dockerfile: [`FROM ${BASE} AS artifact`, `${SECRET} cat /run/secrets/token`],
    says: /BUILD_FAILED[\s\S]*Dockerfile:2:1[\s\S]*with the option 'secrets'/,
  },
  {
    of: 'a secret that is wrong',
    dockerfile: [
      `FROM ${BASE} AS artifact`,
      `${SECRET} echo with $(cat /run/secrets/token) >&2; grep -q right /run/secrets/token`,
    ],
    says: /BUILD_FAILED[\s\S]*Dockerfile:2:1[\s\S]*with \[redacted token\]/,
    words: ['--secrets.token.env=FLIGHTLINE_TOKEN'],
  },
];
