import {
  BOX_DEFAULTS,
  type BoxDefinition,
  type BoxOptions,
  completeBox,
} from '@flightline/core/model';
import schema from './schema.json';
import type { VmRunExecutorSchema } from './schema';

interface Property {
  description?: string;
  default?: unknown;
  examples?: unknown[];
  properties?: Record<string, Property>;
}

// What the schema admits is what a box is made of: the compiler checks this line.
const definition = (options: VmRunExecutorSchema): BoxDefinition => options;
const properties: Record<string, Property> = schema.properties;
const limits = schema.properties.timeouts.properties;
const complete: BoxOptions = completeBox(definition({ image: '', hostname: '' }));

describe('the schema of vm-run', () => {
  it('names the options of a box, no more and no fewer', () => {
    expect(Object.keys(properties).sort()).toEqual(Object.keys(complete).sort());
    expect(Object.keys(limits).sort()).toEqual(Object.keys(complete.timeouts).sort());
  });

  it.each(Object.entries(BOX_DEFAULTS))('has the default of a box for %s', (name, value) => {
    expect(properties[name]?.default).toEqual(value);
  });

  it.each(Object.entries(BOX_DEFAULTS.timeouts))('has the default limit for %s', (name, value) => {
    expect((limits as Record<string, Property>)[name]?.default).toBe(value);
  });

  it('requires exactly what has no default', () => {
    const without = Object.keys(properties).filter(
      (name) => !('default' in (properties[name] ?? {})),
    );
    expect(without).toEqual(schema.required);
  });

  it.each(Object.keys(properties))('describes %s with an example', (name) => {
    expect(properties[name]?.description).toMatch(/\.$/);
    expect(properties[name]?.examples).not.toHaveLength(0);
  });
});
