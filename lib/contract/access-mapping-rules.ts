import schema from './access-mapping.schema.json';

/**
 * The rules of an access mapping document for code that has no JSON Schema at hand. Every one of them is read from the schema,
 * which is the authority.
 */
export const ACCESS_MAPPING_RULES = {
  principal: expression(schema.$defs.principal.pattern),
  family: expression(schema.$defs.family.pattern),
  familyMaxLength: schema.$defs.family.maxLength,
  /** Names of jobs and of categories. */
  name: expression(schema.$defs.name.pattern),
  parameterName: expression(schema.$defs.parameterName.pattern),
  maxParameters: schema.$defs.runGrant.properties.parameters.maxProperties,
  maxPrincipals: schema.properties.principals.maxItems,
  maxFamilies: schema.$defs.families.maxItems,
  maxRunGrants: schema.properties.grants.properties.run.maxItems,
  descriptionMaxLength: schema.properties.description.maxLength,
} as const;

/** JSON Schema's expressions are read with the u flag. */
function expression(pattern: string): RegExp {
  return new RegExp(pattern, 'u');
}
