# A bare Cortex-M4 with newlib, as in USB mining sticks and controllers: no exceptions, no RTTI, no operating system.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR cortex-m4)
set(ADIT_MCU_PREFIX arm-none-eabi-)
set(CMAKE_C_COMPILER ${ADIT_MCU_PREFIX}gcc)
set(CMAKE_CXX_COMPILER ${ADIT_MCU_PREFIX}g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_FLAGS_INIT "-mcpu=cortex-m4 -mthumb -ffunction-sections -fdata-sections")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT} -fno-exceptions -fno-rtti -fno-threadsafe-statics")
