export { ACCELERATORS, CPU_MODELS, probeAccelerator, qemuVersion } from './probe-accelerator';
export type { Acceleration, Accelerator, KvmState } from './probe-accelerator';
