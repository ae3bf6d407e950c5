/** A kind of secret that is known by its look. */
export interface SecretKind {
  /** Stands in the placeholder. */
  readonly name: string;
  /** Global; a group named `secret` is what is replaced, without one the whole match. Linear on any input. */
  readonly pattern: RegExp;
  /** A text without any of these has none of this kind; in lower case. */
  readonly hints: readonly string[];
  /** What looks like one and is none. */
  readonly unless?: RegExp;
}

const token = (name: string, hints: readonly string[], source: string): SecretKind => ({
  name,
  hints,
  // No secret begins or ends within a word.
  pattern: new RegExp(`(?<![A-Za-z0-9_])(?:${source})(?![A-Za-z0-9_])`, 'g'),
});

/** Values that say where a secret comes from, or that there is none. */
const NO_SECRET =
  /^(?:\$|%|<|\{|\*+$|x+$|\.\.\.|(?:true|false|null|none|undefined|redacted|changeme|example)$|\[redacted)/i;

/**
 * The well-known kinds; formats as their makers publish them (e.g.
 * https://docs.github.com/en/code-security/secret-scanning). New kind: one line.
 */
export const SECRET_KINDS: readonly SecretKind[] = [
  token('github-token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], 'gh[pousr]_[A-Za-z0-9]{36,255}'),
  token('github-token', ['github_pat_'], 'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}'),
  token('gitlab-token', ['glpat-', 'glrt-', 'gldt-'], 'gl(?:pat|rt|dt)-[A-Za-z0-9_-]{20,64}'),
  token('npm-token', ['npm_'], 'npm_[A-Za-z0-9]{36}'),
  token('pypi-token', ['pypi-'], 'pypi-AgE[A-Za-z0-9_-]{50,512}'),
  token('aws-key-id', ['akia', 'asia'], '(?:AKIA|ASIA)[A-Z2-7]{16}'),
  token('slack-token', ['xox'], 'xox[abeoprs]-[A-Za-z0-9-]{10,250}'),
  token(
    'slack-webhook',
    ['hooks.slack.com'],
    'https://hooks\\.slack\\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{20,40}',
  ),
  token('stripe-key', ['k_live_'], '[rs]k_live_[A-Za-z0-9]{20,247}'),
  token('google-key', ['aiza'], 'AIza[A-Za-z0-9_-]{35}'),
  token('openai-key', ['sk-'], 'sk-(?:proj|svcacct|ant)-[A-Za-z0-9_-]{20,250}'),
  token('hugging-face-token', ['hf_'], 'hf_[A-Za-z0-9]{34}'),
  token('digitalocean-token', ['dop_v1_'], 'dop_v1_[a-f0-9]{64}'),
  token('vault-token', ['hvs.'], 'hvs\\.[A-Za-z0-9_-]{24,250}'),
  token('sendgrid-key', ['sg.'], 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}'),
  token('age-key', ['age-secret-key-1'], 'AGE-SECRET-KEY-1[A-Z0-9]{58}'),
  token(
    'json-web-token',
    ['eyj'],
    'eyJ[A-Za-z0-9_-]{8,4096}\\.eyJ[A-Za-z0-9_-]{8,8192}\\.[A-Za-z0-9_-]{16,2048}',
  ),
  {
    name: 'azure-key',
    hints: ['accountkey='],
    pattern: /AccountKey=(?<secret>[A-Za-z0-9+/]{86}==)/g,
  },
  {
    name: 'authorization',
    hints: ['authorization'],
    pattern:
      /\bAuthorization["']?\s?[:=]\s?["']?(?:Bearer|Basic|Token)\s(?<secret>[A-Za-z0-9+/=._~-]{8,4096})/gi,
    unless: NO_SECRET,
  },
  {
    name: 'password',
    hints: ['://'],
    pattern:
      /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]{0,128}:(?<secret>[^\s/@"'<>]{1,256})@[A-Za-z0-9[]/gi,
    unless: NO_SECRET,
  },
  {
    name: 'variable',
    hints: ['token', 'secret', 'password', 'passwd', 'api_key', 'private_key'],
    pattern:
      /(?<![A-Za-z0-9_])(?:[A-Z][A-Z0-9]*_){0,6}(?:TOKEN|SECRET|PASSWORD|PASSWD|API_KEY|PRIVATE_KEY|SECRET_ACCESS_KEY)=["']?(?<secret>[^\s"']{6,512})/g,
    unless: NO_SECRET,
  },
];
