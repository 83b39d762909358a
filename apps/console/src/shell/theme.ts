import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, rem } from '@mantine/core';

/**
 * The design of the console. Pages use these names and no values of their own.
 *
 * - Type: 12 (xs, notes), 13 (sm, tables and labels), 14 (md, text), 16 (lg), 20 (xl); titles 22, 17 and 14, weight 600. System fonts.
 * - Space: 4, 8, 16, 24, 40. Inside a control xs, between related things sm, between groups md, around a page lg, between parts xl.
 * - Color: gray and one accent, for the main action of a page, links and what is selected. Red only for errors and deletion.
 * - Radius: 4 for small things, 6 for controls, 10 for surfaces. Surfaces are separated by lines. Only what floats has a shadow.
 * - Density: controls are 36 px high, 44 px on touch screens; rows of tables 44 px.
 */
const accent: MantineColorsTuple = [
  '#effbf8',
  '#d8f4ed',
  '#aee7da',
  '#7fd8c5',
  '#4fc4ad',
  '#2fae97',
  '#1a9480',
  '#0f766e',
  '#0c5f59',
  '#094a46',
];

const gray: MantineColorsTuple = [
  '#f8f9fa',
  '#f1f3f4',
  '#e4e7e9',
  '#d3d7da',
  '#b3b9be',
  '#899198',
  '#646d75',
  '#495159',
  '#30373d',
  '#1b2126',
];

const dark: MantineColorsTuple = [
  '#dfe3e6',
  '#b4bcc2',
  '#96a0a8',
  '#626c74',
  '#444d54',
  '#2f373d',
  '#242b30',
  '#181d21',
  '#121619',
  '#0c0f11',
];

const px = (value: number): string => rem(value);

export const theme = createTheme({
  colors: { accent, gray, dark },
  primaryColor: 'accent',
  primaryShade: 7,
  black: '#1b2126',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: px(12), sm: px(13), md: px(14), lg: px(16), xl: px(20) },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: px(22), lineHeight: '1.3' },
      h2: { fontSize: px(17), lineHeight: '1.35' },
      h3: { fontSize: px(14), lineHeight: '1.45' },
    },
  },
  spacing: { xs: px(4), sm: px(8), md: px(16), lg: px(24), xl: px(40) },
  radius: { xs: px(2), sm: px(4), md: px(6), lg: px(10), xl: px(16) },
  defaultRadius: 'md',
  shadows: {
    sm: '0 1px 2px rgb(12 15 17 / 8%)',
    md: '0 4px 16px rgb(12 15 17 / 12%)',
    lg: '0 12px 40px rgb(12 15 17 / 18%)',
  },
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 36 } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.45 } },
      styles: { title: { fontSize: px(17), fontWeight: 600 } },
    },
    // The placeholder would be a child of the menu that is no item.
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', width: 220, withInitialFocusPlaceholder: false } },
    // Mantine makes notes smaller than the smallest size above.
    InputWrapper: { styles: { description: { fontSize: px(12) } } },
    Checkbox: { styles: { description: { fontSize: px(12) } } },
    Radio: { styles: { description: { fontSize: px(12) } } },
    // Its own color is that of dark pages.
    SegmentedControl: { styles: { root: { backgroundColor: 'var(--surface-track)' } } },
    Popover: { defaultProps: { shadow: 'md' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false } },
    Paper: { defaultProps: { radius: 'lg', withBorder: true } },
    Anchor: { defaultProps: { underline: 'hover' } },
    Table: { defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } },
  },
});

/** Reds that are readable as text and behind white text, and quieter surfaces of errors on dark pages. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-red-6': '#c92a2a',
    '--mantine-color-error': '#c92a2a',
  },
  dark: {
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-red-6': '#ff8787',
    '--mantine-color-red-light': 'rgb(250 82 82 / 12%)',
    '--mantine-color-red-light-color': '#ffa8a8',
    '--mantine-color-error': '#ff8787',
  },
});
