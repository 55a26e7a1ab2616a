#!/bin/sh
# Stands for the C compiler, archiver and resource compiler of another system: answers what build
# scripts ask, and makes the file that they want, with nothing in it.
case " $* " in
    *" -E "*) echo clang; exit ;;
    *" -V "*) echo 'Resource Converter, knows no-preprocess'; exit ;;
esac
for word; do
    case $before in
        -o | /fo) made=$word ;;
    esac
    case $word in
        -[Oo][Uu][Tt]:* | /[Oo][Uu][Tt]:*) made=${word#*:} ;;
        *.a) made=$word ;;
    esac
    before=$word
done
[ -z "$made" ] || echo '!<arch>' >"$made"
