/** A regular expression for the origin of a user pool's pages, in every partition that has them. */
export const COGNITO_PAGES = '^https://[a-z0-9-]+\\.auth(-fips)?\\.[a-z0-9-]+\\.amazoncognito\\.com';
