/** The user id of this process; -1 where there are none. Asks no list of users: in a container, this one may not be in it. */
export const userId = (): number => process.getuid?.() ?? -1;
