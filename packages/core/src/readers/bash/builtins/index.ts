import type { Builtin } from './builtin';
import { declare, set, shift, unset } from './declare';
import { basename, cd, dirname, echo, pass, printf, pwd, realpath, seq, silent } from './print';
import { mapfile, read } from './read';
import { evaluate, shell, source, trap } from './texts';
import { wrappers } from './wrappers';

const SILENT =
  ': [ break chmod continue cp exit false kill let local ln mkdir mv popd pushd return rm shopt sleep test touch true wait';

/** Commands of which more is known than that they are started. A new one: one line here. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>(
  Object.entries({
    ...Object.fromEntries(SILENT.split(' ').map((name) => [name, silent])),
    ...wrappers,
    '.': source,
    basename,
    bash: shell,
    cat: pass,
    cd,
    declare,
    dirname,
    echo,
    eval: evaluate,
    export: declare,
    local: declare,
    mapfile,
    print: echo,
    printf,
    pwd,
    read,
    readarray: mapfile,
    readlink: realpath,
    readonly: declare,
    realpath,
    seq,
    set,
    sh: shell,
    shift,
    shuf: pass,
    sort: pass,
    source,
    tac: pass,
    tee: pass,
    trap,
    typeset: declare,
    uniq: pass,
    unset,
  }),
);
