export { adminPath } from './admin-path';
export { cacheDir, ensureRuntimeDir, runtimeDir } from './cache-dir';
export { ACCELERATORS, CPU_MODELS, probeAccelerator, qemuVersion } from './accelerator';
export type { Acceleration, Accelerator, KvmState } from './accelerator';
export { UEFI_INSTALL, uefiFirmware } from './uefi-firmware';
export type { UefiFirmware } from './uefi-firmware';
export { findCommands } from './find-commands';
export { freeSpace } from './free-space';
export { HOST_CHECKS } from './checks';
