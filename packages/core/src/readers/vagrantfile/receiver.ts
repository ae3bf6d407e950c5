import type { Call } from './evaluate/call';
import type { Unsure, Value } from './values';

/** What answers to calls in its own way: the configuration, `Vagrant`, `ENV`, `File` and the like. */
export abstract class Receiver {
  /** How messages name it. */
  abstract readonly label: string;
  /** The answer to a call; undefined when it has none, and the call is then not understood. */
  abstract answer(call: Call): Value | undefined;
  /** It was given to something that is not understood. */
  abstract perhapsChanged(doubt: Unsure): void;
}
