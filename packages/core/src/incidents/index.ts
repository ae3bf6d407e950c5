export { joinDocument, withFacts } from './front-matter';
export { INCIDENTS_FOLDER, INCIDENT_SEVERITIES, isProof, unproven } from './incident';
export type { IncidentFacts, IncidentRun, IncidentSeverity, IncidentState } from './incident';
export { parseIncident } from './parse';
export type { Incident } from './parse';
