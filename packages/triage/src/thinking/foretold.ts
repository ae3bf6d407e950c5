// What preflight foretold of a box beside what happened there. Both ways are worth knowing: a prediction that does not
// come true is a check to mend, and a failure that nobody foretold is one to write.
import type { Prediction, PredictionKind } from '@flightline/core/predictions';
import type { BoxFinding, BoxReport, Foretold } from '../executors/triage/report';
import type { Category } from '../rules';

/** The categories of findings that say that it has happened. */
const HAPPENS_AS: Readonly<Record<PredictionKind, Category>> = {
  start: 'runtime',
  leak: 'environment',
};

const KINDS = Object.keys(HAPPENS_AS) as PredictionKind[];

/** One entry a box and kind of which something was foretold or found. */
export function compareForetold(
  predictions: readonly Prediction[],
  boxes: readonly BoxReport[],
): Foretold[] {
  return boxes.flatMap((box) =>
    KINDS.flatMap((kind): Foretold[] => {
      const foretold = predictions
        .filter((one) => one.box === box.box && one.kind === kind)
        .map(({ check, message, file }) => ({ check, message, file }));
      const findings = box.findings.filter((finding) => isAbout(kind, finding)).map(place);
      if (foretold.length === 0 && findings.length === 0) return [];
      return [{ box: box.box, kind, foretold, outcome: outcomeOf(box, findings), findings }];
    }),
  );
}

const isAbout = (kind: PredictionKind, { category, severity }: BoxFinding): boolean =>
  category === HAPPENS_AS[kind] && severity !== 'info';

const place = ({ rule, file, line }: BoxFinding) => ({ rule, file, line });

function outcomeOf({ verdict }: BoxReport, findings: Foretold['findings']): Foretold['outcome'] {
  if (findings.length > 0) return 'happened';
  // Only a runner that has spoken tells that something did not happen.
  return verdict === 'passed' || verdict === 'failed' ? 'did not happen' : 'not known';
}
