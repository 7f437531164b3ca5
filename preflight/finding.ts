/** Who finds faults, in the order in which they are asked. */
export const LAYERS = ['cloudformation-rules', 'cfn-lint', 'own-checks'] as const;

/** Who found a fault. */
export type Layer = typeof LAYERS[number];

/** Something that CloudFormation or a service would refuse. */
export interface Finding {
  /** Who found it. */
  readonly layer: Layer;
  /** Name of the rule within its layer. */
  readonly rule: string;
  /** The stack: its path in the app. */
  readonly stack: string;
  /** The template, relative to the assembly. */
  readonly template: string;
  /** The resource's logical id. @default - the finding is about the template as a whole */
  readonly resource?: string;
  /** The resource's path in the app. @default - not known */
  readonly constructPath?: string;
  /** Where in the resource. @default - the resource as a whole */
  readonly at?: string;
  /** What was got, what was expected, how to mend it. */
  readonly message: string;
}
