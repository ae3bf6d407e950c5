import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '@flightline/core/errors';
import { describeEnding, succeeded } from '@flightline/core/process';
import type { HostContext } from '../driver';
import { missingTool } from './failures';
import { FILES } from './plan';

export interface Keys {
  /** Path of the private key that may log in. */
  keyFile: string;
  /** The guest's public host key. */
  hostKey: string;
  /** Path of the private one, which the guest gets. */
  hostKeyFile: string;
}

/** Makes the keys of one machine: they live in its runtime folder and are gone with it. */
export async function makeKeys(
  runtime: string,
  { runner, signal }: Pick<HostContext, 'runner' | 'signal'>,
): Promise<Keys> {
  const make = async (name: string) => {
    const path = join(runtime, name);
    const result = await runner.run(
      ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'flightline', '-f', path],
      { signal, timeout: 20_000 },
    );
    signal.throwIfAborted();
    if (result.ending === 'missing') throw missingTool('ssh-keygen');
    if (!succeeded(result)) {
      throw new EnvironmentError(
        'TOOL_FAILED',
        `'ssh-keygen' ${describeEnding(result)}: ${result.stderr.trim()}`,
        `Look whether '${runtime}' can be written.`,
      );
    }
    return path;
  };
  const [keyFile, hostKeyFile] = await Promise.all([make(FILES.userKey), make(FILES.hostKey)]);
  const [type, key] = readFileSync(`${hostKeyFile}.pub`, 'utf8').split(' ');
  return { keyFile, hostKeyFile, hostKey: `${type ?? ''} ${key ?? ''}` };
}
