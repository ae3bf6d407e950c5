import type { Instruction, Pair } from '@flightline/core/readers/dockerfile';
import { type Build, type DockerfileRule, type Flaw, flaw } from './rule';

export const secrets: DockerfileRule = {
  id: 'dockerfile-secrets',
  title: 'No secret stands in ARG or ENV',
  why: 'Both stay readable in the image and its history, for everybody who gets it.',
  because: 'Variables of the build hold secrets.',
  fix: 'Give it to the one step that needs it: RUN --mount=type=secret,id=... If it was ever published, revoke it.',
  look: (build) => {
    const { globals, stages } = build.dockerfile;
    return [...globals, ...stages.flatMap(({ instructions }) => instructions)]
      .filter(({ keyword }) => keyword === 'ARG' || keyword === 'ENV')
      .flatMap((instruction) =>
        instruction.pairs.flatMap((pair) => look(pair, instruction, build)),
      );
  },
};

/** The words of BuildKit's rule SecretsUsedInArgOrEnv (frontend/dockerfile/dockerfile2llb/convert.go). */
const SECRET_NAME =
  /(^|_)(apikey|api_key|auth|credentials?|private_?key|access_?key|key|password|passwd|pword|secret|token)(_|$)/i;
/** A name of something about a secret, or of a key that is public. */
const NO_SECRET =
  /(^|_)(public|gpg_key|key_?id|fingerprint|(file|path|dir|url|uri|name|type|ttl|length|header|method|mode|enabled|sock|socket|server|keyserver))$|(^|_)public(_|$)/i;

/** How secrets of well-known services begin, and addresses with a password in them. */
const SECRET_VALUES: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a token of GitHub', /\b(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})/],
  ['a token of GitLab', /\bglpat-[\w-]{16,}/],
  ['an access key of AWS', /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a token of Slack', /\bxox[abprs]-[\w-]{10,}/],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{30,}/],
  ['a token of PyPI', /\bpypi-[\w-]{30,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY/],
  ['an address with a password', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@$]+:[^\s/@$]+@/i],
];

function look(pair: Pair, { keyword }: Instruction, build: Build): Flaw[] {
  const { name, value } = pair;
  const text = value?.text ?? '';
  const [kind] = SECRET_VALUES.find(([, pattern]) => pattern.test(text)) ?? [];
  // The value itself must not get into logs and reports.
  if (kind !== undefined) return [flaw(build, pair, `${keyword} '${name}' holds ${kind}.`)];
  // An empty ENV takes something out of the environment; an ARG without a value gets one in the build.
  const isEmpty = keyword === 'ENV' ? text === '' : pair.raw?.text === '';
  const isNamed = SECRET_NAME.test(name) && !NO_SECRET.test(name);
  return isNamed && !isEmpty
    ? [flaw(build, pair, `${keyword} '${name}' is named like a secret.`)]
    : [];
}
