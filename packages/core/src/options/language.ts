// ISO 639 codes: each two-letter code with the three-letter codes that mean the same in Intl.
// cspell:disable
const codes =
  'aa:aar ab:abk ae:ave af:afr ak:aka:fat:twi am:amh an:arg ar:ara:arb as:asm av:ava ay:aym:ayr az:aze:azj ba:bak be:bel ' +
  'bg:bul bi:bis bm:bam bn:ben bo:bod:tib br:bre bs:bos ca:cat ce:che ch:cha co:cos cr:cre:cwd cs:ces:cze cu:chu cv:chv ' +
  'cy:cym:wel da:dan de:deu:ger dv:div dz:adp:dzo ee:ewe el:ell:gre en:eng eo:epo es:spa et:ekk:est eu:baq:eus ' +
  'fa:fas:per:pes ff:fuc:ful fi:fin fj:fij fo:fao fr:fra:fre fy:fry ga:gle gd:gla gl:glg gn:grn:gug gu:guj:prp gv:glv ' +
  'ha:hau he:heb hi:hin ho:hmo hr:hrv:scr ht:hat hu:hun hy:arm:hye hz:her ia:ina id:ind ie:ile ig:ibo ii:iii ik:esk:ipk ' +
  'io:ido is:ice:isl it:ita iu:ike:iku ja:jpn jv:jav:jaw ka:geo:kat kg:kng:kon ki:kik kj:kua kk:kaz kl:kal km:khm kn:kan ' +
  'ko:kor kr:kau:knc ks:kas ku:kmr:kur kv:kom:kpv kw:cor ky:kir la:lat lb:ltz lg:lug li:lim ln:lin lo:lao lt:lit lu:lub ' +
  'lv:lav:lvs mg:mlg:plt mh:mah mi:mao:mri mk:mac:mkd ml:mal mn:drh:khk:mon mr:mar ms:may:msa:zsm mt:mlt my:bur:mya ' +
  'na:nau nb:nob nd:nde ne:nep:npi ng:ndo nl:dut:nld nn:nno no:nor nr:nbl nv:nav ny:nya oc:oci oj:ojg:oji om:gaz:orm ' +
  'or:ori:ory os:oss pa:pan pi:pli pl:pol ps:pbu:pus pt:por qu:que:quz rm:roh rn:run ro:mol:ron:rum ru:rus rw:kin ' +
  'sa:cls:san sc:src:srd sd:snd se:sme sg:sag si:sin sk:slk:slo sl:slv sm:smo sn:sna so:som sq:alb:als:sqi sr:scc:srp ' +
  'ss:ssw st:sot su:sun sv:swe sw:swa:swh ta:tam te:tel tg:tgk th:tha ti:tir tk:tuk tn:tsn to:ton tr:tur ts:tso tt:tat ' +
  'ty:tah ug:uig uk:ukr ur:urd uz:uzb:uzn ve:ven vi:vie vo:vol wa:wln wo:wol xh:xho yi:ydd:yid yo:yor za:zha:zyb ' +
  'zh:chi:cmn:zho zu:zul';
// cspell:enable

const sameAs = new Map(
  codes.split(' ').map((entry) => [entry.slice(0, entry.indexOf(':')), entry.split(':').slice(1)]),
);

/**
 * Returns the ways in which containers write a language, in lower case, the given one first: "de", "deu" and "ger" for German. Tags
 * with a region, such as "pt-BR", also match the language alone. Returns `undefined` if the text is not a language tag (BCP 47).
 */
export function languageTags(text: string): string[] | undefined {
  const given = text.trim().replaceAll('_', '-').toLowerCase();
  if (!/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/.test(given)) return undefined;
  const [primary = ''] = given.split('-');
  const [twoLetters = primary] = [...sameAs].find(([, three]) => three.includes(primary)) ?? [primary];
  return [...new Set([given, primary, twoLetters, ...(sameAs.get(twoLetters) ?? [])])];
}
