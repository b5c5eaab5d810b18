/** Where the control API of each fake begins. No path of the platform does. */
export const CONTROL = '/__control';
