/** The PATH with the folders of system programs, which ordinary users do not have on theirs; mke2fs stands there. */
export function adminPath(env: Readonly<Record<string, string | undefined>>): string {
  return `${env['PATH'] ?? '/usr/bin:/bin'}:/usr/sbin:/sbin`;
}
