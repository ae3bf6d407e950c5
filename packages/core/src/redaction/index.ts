export { byteRedaction } from './byte-redaction';
export type { ByteRedaction } from './byte-redaction';
export { redactionFor } from './redaction';
export type { Redaction } from './redaction';
export { redacted } from './reporter';
