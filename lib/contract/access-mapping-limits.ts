/** Largest access mapping document, in bytes of UTF-8: what an SSM parameter of the advanced tier holds. */
export const ACCESS_MAPPING_MAX_BYTES = 8192;

/** Names that an access mapping may have: what may stand as the last part of an SSM parameter's name. */
export const ACCESS_MAPPING_NAME = /^[A-Za-z0-9_.-]{1,128}$/;

/** Levels of objects and arrays that the limits on one parameter may have: compiling them costs stack and time. */
export const ACCESS_MAPPING_LIMIT_LEVELS = 10;
