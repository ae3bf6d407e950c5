const LOOK_MS = 200;
const LOOKS = 600;

/** Waits until something holds: looks every 200 ms, for 2 minutes at most. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error('It did not happen within 2 minutes.');
}
