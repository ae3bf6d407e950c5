import { formatBytes, formatDuration } from '@flightline/core/events';
import type { ImageContext } from '../image';

interface Metered {
  detail: string;
  /** Bytes that are there already. */
  begin: number;
  /** Bytes in the end, where that is known. */
  total: number | undefined;
  onProgress: ImageContext['onProgress'];
}

/** Progress is told at most this often, in ms. */
const EACH_MS = 1000;

/** A function that is told of bytes as they come; tells how many, how fast, and how long the rest takes at that rate. */
export function meter({ detail, begin, total, onProgress }: Metered): (bytes: number) => void {
  const startedAt = performance.now();
  let [done, toldAt] = [begin, startedAt];
  return (bytes) => {
    done += bytes;
    const now = performance.now();
    if (now - toldAt < EACH_MS) return;
    toldAt = now;
    const rate = (done - begin) / ((now - startedAt) / 1000);
    const rest = total === undefined ? undefined : ((total - done) / rate) * 1000;
    const left = rest === undefined ? '' : `, ${formatDuration(rest)} left`;
    onProgress({
      detail: `${detail}, ${formatBytes(rate)}/s${left}`,
      ...{ done, unit: 'bytes' },
      ...(total === undefined ? {} : { total }),
    });
  };
}
