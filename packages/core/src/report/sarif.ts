// SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
import type {
  ArtifactChange,
  ArtifactLocation,
  Fix,
  Log,
  Region,
  ReportingDescriptor,
  Result,
} from 'sarif';
import type { Problem, TextEdit } from '../errors';
import {
  type FindingsReport,
  type ReportFinding,
  type ReportRule,
  inOrder,
  textOf,
  waiverText,
} from './findings';

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Paths are relative to the workspace, by the name that GitHub's code scanning knows. */
const BASE = '%SRCROOT%';

/** The report as a SARIF log. Edits become fixes, waivers suppressions; every result has a place. */
export function renderSarif(report: FindingsReport): string {
  const { tool, subject, part, rules } = report;
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, version: tool.version, rules: rules.map(ruleOf) } },
        // A last part with nothing in it: all runs of this are of one kind (3.17.3).
        automationDetails: { id: `${tool.name}/${subject.name}/${part}/` },
        columnKind: 'utf16CodeUnits',
        results: inOrder(report).map((finding) => resultOf(finding, report)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf({ id, title, why, help }: ReportRule): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    ...(help === undefined ? {} : { help: { text: help } }),
  };
}

function resultOf(
  { rule, level, problem, waiver }: ReportFinding,
  { rules, subject }: FindingsReport,
): Result {
  const index = rules.findIndex(({ id }) => id === rule);
  const region = regionOf(problem);
  const artifactLocation = locationOf(problem.file ?? subject.file);
  return {
    ruleId: rule,
    ...(index === -1 ? {} : { ruleIndex: index }),
    level,
    message: { text: textOf(problem) },
    locations: [
      {
        physicalLocation: { artifactLocation, ...(region === undefined ? {} : { region }) },
        ...(problem.key === undefined
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: problem.key }] }),
      },
    ],
    ...(problem.fix === undefined ? {} : { fixes: [fixOf(problem, problem.fix)] }),
    ...(waiver === undefined
      ? {}
      : {
          suppressions: [
            { kind: 'external', status: 'accepted', justification: waiverText(waiver) },
          ],
        }),
  };
}

/** A URI reference: every part of the path escaped, and none that reads as a scheme. */
function locationOf(file: string): ArtifactLocation {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return { uri, uriBaseId: BASE };
}

function regionOf({ line, column }: Problem): Region | undefined {
  if (line === undefined) return undefined;
  return { startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
}

function fixOf({ hint }: Problem, edits: readonly TextEdit[]): Fix {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    ...(hint === undefined ? {} : { description: { text: hint } }),
    artifactChanges: files.map((file) =>
      changeOf(
        file,
        edits.filter((edit) => edit.file === file),
      ),
    ),
  };
}

function changeOf(file: string, edits: readonly TextEdit[]): ArtifactChange {
  return {
    artifactLocation: locationOf(file),
    replacements: edits.map(({ range: { start, end }, newText }) => ({
      deletedRegion: {
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
      },
      ...(newText === '' ? {} : { insertedContent: { text: newText } }),
    })),
  };
}
