import schema from './job.schema.json';

/** The rules of a job's document for code that has no JSON Schema at hand. Every one of them is read from the schema, which is the authority. */
export const JOB_RULES = {
  /** Names of jobs and of categories. */
  name: expression(schema.$defs.name.pattern),
  family: expression(schema.properties.family.pattern),
  familyMaxLength: schema.properties.family.maxLength,
  descriptionMaxLength: schema.properties.description.maxLength,
  maxConcurrentRuns: schema.properties.maxConcurrentRuns.maximum,
  parameterName: expression(schema.$defs.parameterName.pattern),
  maxParameters: schema.properties.parameters.properties.properties.maxProperties,
  /** What the gateway reads of a document at most, in bytes of UTF-8. */
  maxBytes: 8192,
} as const;

/** JSON Schema's expressions are read with the u flag. */
function expression(pattern: string): RegExp {
  return new RegExp(pattern, 'u');
}
