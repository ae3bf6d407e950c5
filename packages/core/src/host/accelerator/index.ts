export {
  ACCELERATORS,
  CPU_MODELS,
  bootProbeKernel,
  probeAccelerator,
  qemuVersion,
} from './probe-accelerator';
export type { Acceleration, Accelerator, KvmState, ProbeOptions } from './probe-accelerator';
