// Generated from schema.json. Change that, then run: npm run generate

/**
 * Repeats the import of every Vagrantfile that a release project remembers, derives the inputs of its build from Dockerfile, context and .dockerignore, and writes what changed. Nx runs it: 'nx sync' writes, 'nx sync:check' tells, and in a terminal every run of such a box asks first. Under CI=true Nx asks nothing before a run: there, call 'nx sync:check'.
 */
export interface SyncGeneratorSchema {}
