import { join } from 'node:path';
import { filesBroughtHome } from './brought-home';
import { type JunitFile, readJunit } from './read-junit';

/** The files a box brought home, and those of them that are JUnit. A folder that does not exist has none. */
export async function readReports(
  folder: string,
): Promise<{ files: string[]; junit: JunitFile[] }> {
  const files = filesBroughtHome(folder);
  const junit: JunitFile[] = [];
  for (const file of files) {
    if (!file.endsWith('.xml')) continue;
    const read = await readJunit(join(folder, file), file);
    if (read !== undefined) junit.push(read);
  }
  return { files, junit };
}
