/** The images of the service's task. */
export const imageNames = ['lighttpd', 'gateway', 'luigid'] as const;
/** One image of the service's task. */
export type ImageName = (typeof imageNames)[number];

/** The name of an image in the project's own store. */
export function imageReference(name: ImageName): string {
  return `localhost/cdk-lighttpd-luigi/${name}:test`;
}
