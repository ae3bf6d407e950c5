// Without root, an engine that has no daemon works in a user namespace of its own, for which the system has to lend it
// user and group ids: subuid(5), subgid(5), newuidmap(1). Where one of these is missing, the engines say many things.
import type { Problem } from '@flightline/core/errors';

/** A user other than root, and the files of the system about it. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  /** Content of /etc/subuid; empty when there is none. */
  readonly subuid: string;
  readonly subgid: string;
}

const RANGES = [
  { file: '/etc/subuid', key: 'subuid', ids: 'user ids', flag: '--add-subuids' },
  { file: '/etc/subgid', key: 'subgid', ids: 'group ids', flag: '--add-subgids' },
] as const;
const HELPERS = ['newuidmap', 'newgidmap'] as const;
/** Ids that an image can be expected to use. */
const SIZE = 65_536;
/** Where distributions begin (SUB_UID_MIN of login.defs(5)). */
const FIRST = 100_000;

/** All that keeps a user from building without root, each with the command that mends it. */
export function rootlessProblems(
  account: Account,
  findCommands: (name: string) => readonly string[],
): Problem[] {
  const { name } = account;
  return [
    ...RANGES.filter(({ key }) => !hasRange(account[key], account)).map(
      ({ file, key, ids, flag }) => ({
        key: file,
        message: `No range of ${ids} is lent to the user '${name}'.`,
        hint: `sudo usermod ${flag} ${freeRange(account[key])} ${name}`,
      }),
    ),
    ...HELPERS.filter((helper) => findCommands(helper).length === 0).map((helper) => ({
      key: helper,
      message: `'${helper}' is not on PATH; it makes the namespace of a user.`,
      hint: 'sudo apt-get install uidmap',
    })),
  ];
}

/** Lines of `<name or uid>:<first>:<count>`. */
const readRanges = (text: string) =>
  text
    .split('\n')
    .map((line) => line.split(':'))
    .map(([owner = '', first, count]) => ({ owner, first: Number(first), count: Number(count) }))
    .filter(({ first, count }) => first > 0 && count > 0);

function hasRange(text: string, { name, uid }: Account): boolean {
  return readRanges(text).some(({ owner }) => owner === name || owner === String(uid));
}

/** The first that nobody has. */
function freeRange(text: string): string {
  const first = Math.max(FIRST, ...readRanges(text).map((range) => range.first + range.count));
  return `${first}-${first + SIZE - 1}`;
}
