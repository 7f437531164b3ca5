/** Neither of the values that the template's conditions compare with. */
export const OTHER = Symbol('other');

/** Values by the name of a parameter or pseudo parameter. */
export type Assumptions = ReadonlyMap<string, string | typeof OTHER>;
