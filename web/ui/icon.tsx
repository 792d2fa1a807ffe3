/** Paths on a grid of 20 by 20, drawn as lines. */
const paths = {
  plus: ["M10 4.5v11M4.5 10h11"],
  check: ["m5 10.5 3.2 3.2L15 6.8"],
  warning: [
    "M10 7v3.6M10 13.4h.01",
    "M8.7 4 3.3 13.4A1.5 1.5 0 0 0 4.6 15.7h10.8a1.5 1.5 0 0 0 1.3-2.3L11.3 4a1.5 1.5 0 0 0-2.6 0z",
  ],
  info: ["M10 9.2v4M10 6.6h.01", "M10 3.2a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6z"],
  close: ["m6 6 8 8M14 6l-8 8"],
  right: ["m7.5 5 5 5-5 5"],
  down: ["m5 7.5 5 5 5-5"],
  send: ["M10 15.5v-11M5.5 9 10 4.5 14.5 9"],
  stop: ["M6.5 6.5h7v7h-7z"],
  menu: ["M3.5 6h13M3.5 10h13M3.5 14h13"],
  more: ["M5 10h.01M10 10h.01M15 10h.01"],
  copy: [
    "M8.5 7h6A1.5 1.5 0 0 1 16 8.5v6a1.5 1.5 0 0 1-1.5 1.5h-6A1.5 1.5 0 0 1 7 14.5v-6A1.5 1.5 0 0 1 8.5 7z",
    "M13 7V5.5A1.5 1.5 0 0 0 11.5 4h-6A1.5 1.5 0 0 0 4 5.5v6A1.5 1.5 0 0 0 5.5 13H7",
  ],
  again: ["M15.5 10a5.5 5.5 0 1 1-1.7-4M14.5 3.2v3.3h-3.3"],
  thumb: [
    "M7 9v7H4.75A.75.75 0 0 1 4 15.25v-5.5A.75.75 0 0 1 4.75 9zm0 0 2.8-5.2a1.6 1.6 0 0 1 1.7 1.9L11 8h3.8a1.3 1.3 0 0 1 1.3 1.6l-1.2 5.2A1.5 1.5 0 0 1 13.4 16H7",
  ],
  edit: ["m12.2 5 2.8 2.8M4.5 15.5l.6-3 7.6-7.6a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2l-7.6 7.6z"],
  out: [
    "M11.5 4.5h4v4M15.2 4.8 9 11M8.5 5.5h-3A1.5 1.5 0 0 0 4 7v7.5A1.5 1.5 0 0 0 5.5 16H13a1.5 1.5 0 0 0 1.5-1.5v-3",
  ],
  download: ["M10 4v8M7 9.2l3 3 3-3M4.5 15.75h11"],
  share: ["M10 12.5V4M7 6.8 10 3.8l3 3M4.5 10.5v4A1.5 1.5 0 0 0 6 16h8a1.5 1.5 0 0 0 1.5-1.5v-4"],
  board: ["M4 4h5v7H4zM11 4h5v4h-5zM4 13.5h5V16H4zM11 10.5h5V16h-5z"],
  data: [
    "M15.5 5c0 1.1-2.5 2-5.5 2s-5.5-.9-5.5-2 2.5-2 5.5-2 5.5.9 5.5 2z",
    "M4.5 5v10c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V5M4.5 10c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2",
  ],
  search: ["M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM12.8 12.8 16 16"],
  trash: ["M4.5 6h11M8 6V4.5h4V6M6 6l.6 9.5h6.8L14 6"],
  person: ["M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4.5 16.5a5.5 5.5 0 0 1 11 0"],
  model: ["M4 15.5V11M8 15.5V6.5M12 15.5V9M16 15.5V4.5"],
  run: ["M4 10h3l2-5 3 10 2-5h2"],
  review: ["M5 4h10v12H5zM7.8 8h4.4M7.8 11h4.4"],
} as const;

export type IconName = keyof typeof paths;

/** A line drawing beside words, or in a button that has a label of its own: nothing to be read out. */
export function Icon({ name, class: className = "" }: { readonly name: IconName; readonly class?: string }) {
  return (
    <svg class={`icon ${className}`} viewBox="0 0 20 20" aria-hidden="true">
      {paths[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

/** The product's mark. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="7" />
      <path d="M6 8.5h4.2v2.6h4v2.6H18" />
      <circle cx="18" cy="16.6" r="1.4" />
    </svg>
  );
}
