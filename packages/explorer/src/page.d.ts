/** What Vite makes of a style sheet that is imported. */
declare module '*.css';
