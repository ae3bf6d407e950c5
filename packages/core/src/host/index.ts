export { cacheDir, ensureRuntimeDir, runtimeDir } from './cache-dir';
