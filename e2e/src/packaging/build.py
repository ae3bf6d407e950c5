"""Builds every project of a list with the back end that its pyproject.toml names: from the tree, and from its sdist."""
import importlib, json, os, shutil, subprocess, sys, tarfile, tempfile, tomllib, zipfile

def backend(root):
    path = os.path.join(root, 'pyproject.toml')
    system = tomllib.load(open(path, 'rb')).get('build-system', {}) if os.path.exists(path) else {}
    name = system.get('build-backend', 'setuptools.build_meta:__legacy__')
    module, _, attr = name.partition(':')
    found = importlib.import_module(module)
    for part in filter(None, attr.split('.')): found = getattr(found, part)
    return found

def names(path):
    if path.endswith('.whl'):
        with zipfile.ZipFile(path) as z: return [n for n in z.namelist() if not n.endswith('/')]
    with tarfile.open(path) as t: return [m.name.split('/', 1)[1] for m in t.getmembers() if not m.isdir()]

def hook(root, kind, out):
    """In a process of its own: back ends keep state, and take the current directory for the project."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        log = os.open(os.path.join(out, kind + '.log'), os.O_CREAT | os.O_WRONLY)
        os.dup2(log, 1); os.dup2(log, 2)
        try:
            os.chdir(root)
            only_required(root)
            answer = {'file': getattr(backend(root), 'build_' + kind)(out)}
        except BaseException as error:
            answer = {'error': f'{type(error).__name__}: {error}'[:600]}
        os.write(write, json.dumps(answer).encode()); os._exit(0)
    os.close(write)
    data = b''
    while chunk := os.read(read, 65536): data += chunk
    os.close(read); os.waitpid(pid, 0)
    return json.loads(data or b'{"error": "died"}')

def build(project):
    with tempfile.TemporaryDirectory() as work:
        answer = {}
        def one(root, kind, label):
            out = os.path.join(work, label); os.makedirs(out)
            said = hook(root, kind, out)
            if 'error' in said: answer[label] = said; return None
            path = os.path.join(out, said['file']); answer[label] = {'files': sorted(names(path))}
            return path
        def copy(label):
            to = os.path.join(work, 'tree-' + label); shutil.copytree(project, to, symlinks=True); return to
        one(copy('wheel'), 'wheel', 'wheel')
        sdist = one(copy('sdist'), 'sdist', 'sdist')
        if sdist:
            to = os.path.join(work, 'unpacked'); os.makedirs(to)
            with tarfile.open(sdist) as t: t.extractall(to)
            (only,) = os.listdir(to)
            one(os.path.join(to, only), 'wheel', 'wheelOfSdist')
        return answer

def only_required(root):
    """An installed setuptools-scm changes every build; in an isolated one it is there only where it is required."""
    import importlib.metadata as metadata
    requires = tomllib.load(open(os.path.join(root, 'pyproject.toml'), 'rb'))['build-system']['requires']
    if any(one.startswith('setuptools-scm') for one in requires): return
    every = metadata.entry_points
    metadata.entry_points = lambda **which: metadata.EntryPoints(
        one for one in every(**which) if not one.value.startswith('setuptools_scm'))

WHO = ['-c', 'user.name=x', '-c', 'user.email=x@localhost']

def track(root):
    for words in (['init', '--quiet'], ['add', '--all'], [*WHO, 'commit', '--quiet', '--message', 'x']):
        subprocess.run(['git', *words], cwd=root, check=True, stdout=subprocess.DEVNULL)

for line in sys.stdin:
    project = json.loads(line)
    if project['isTracked']: track(project['root'])
    print(json.dumps(build(project['root'])), flush=True)
