/** Pages of each feed. */
export const pages = 60
