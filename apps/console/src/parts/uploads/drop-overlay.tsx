import classes from './drop-overlay.module.css';

/** Covers the page while files are over it. */
export function DropOverlay({ text }: { readonly text: string }) {
  return (
    <div className={classes.over} aria-hidden>
      {text}
    </div>
  );
}
